import Fixtures
import JSON
import Testing

@Suite struct CanonicalJSONTests {
    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `every double of the published list prints as ECMAScript prints it`() throws {
        var wrong: [Substring] = []
        let lines = try SharedData.lines("proof/jcs/es6-numbers-10k.txt")
        for line in lines {
            let parts = line.split(separator: ",", omittingEmptySubsequences: false)
            let value = Double(bitPattern: UInt64(parts[0], radix: 16)!)
            if CanonicalJSON.text(of: value) != parts[1] { wrong.append(line) }
        }
        #expect(lines.count == 10_000)
        #expect(wrong == [])
    }

    @Test(
        .enabled(if: SharedData.isThere, "needs ../shared/data"),
        arguments: ["arrays", "french", "structures", "unicode", "values", "weird"])
    func `every published pair agrees`(name: String) throws {
        let value = try JSONValue(parsing: try SharedData.bytes("proof/jcs/input/\(name).json"))
        let hex = try SharedData.lines("proof/jcs/outhex/\(name).txt").joined(separator: " ")
        let expected = hex.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16)! }
        #expect(CanonicalJSON.bytes(of: value) == expected)
    }
}
