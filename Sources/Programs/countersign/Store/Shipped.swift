import ShippedFiles
import Terminal

/// The files that the program carries in itself.
enum Shipped {
    /// All of them, by path.
    static var files: [(path: String, bytes: UnsafeBufferPointer<UInt8>)] {
        (0..<shipped_file_count).map { index in
            let file = shipped_file_at(index)
            return (String(cString: file.path), UnsafeBufferPointer(start: file.bytes, count: file.length))
        }
    }

    /// The bytes of one.
    static func file(_ path: String) -> [UInt8]? { files.first { $0.path == path }.map { Array($0.bytes) } }

    /// The themes that can be chosen here.
    static func themes(_ environment: [String: String]) -> ThemeCatalogue {
        var texts: [String: String] = [:]
        for file in files where file.path.hasPrefix("themes/") {
            let name = file.path.dropFirst("themes/".count).dropLast(".yaml".count)
            texts[String(name)] = String(decoding: file.bytes, as: UTF8.self)
        }
        return ThemeCatalogue(environment: environment, shipped: texts)
    }

    /// The shipped contracts.
    static var contractNames: [String] {
        files.filter {
            $0.path.hasPrefix("contracts/") && $0.path.hasSuffix(".yaml") && !$0.path.hasSuffix(".test.yaml")
        }
        .map { String($0.path.dropFirst("contracts/".count).dropLast(".yaml".count)) }
    }
}
