import CommonExpression
import Testing

@Suite struct FunctionTests {
    @Test(arguments: [
        "'hello'.contains('ell') && 'hello'.startsWith('he') && 'hello'.endsWith('lo') && !''.contains('a') && 'aaab'.contains('aab')",
        "'abc-123'.matches('^[a-z]+-[0-9]{3}$') && matches('x', 'x|y') && !'a'.matches('b')",
        "'añb'.indexOf('b') == 2 && 'abab'.indexOf('ab', 1) == 2 && 'abab'.lastIndexOf('ab') == 2 && 'abab'.lastIndexOf('ab', 1) == 0",
        "'aaa'.lastIndexOf('aa') == 1 && 'aaa'.indexOf('aa', 2) == -1 && ''.indexOf('') == 0 && 'abc'.lastIndexOf('', 1) == 1",
        "'añb'.charAt(1) == 'ñ' && 'añb'.substring(1) == 'ñb' && 'añb'.substring(1, 2) == 'ñ'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'a,b'.split(',', 0) == []",
        "'añ'.split('') == ['a', 'ñ'] && 'abc'.split('', 2) == ['a', 'bc'] && ''.split(',') == [''] && 'a,'.split(',') == ['a', '']",
        "'aaa'.replace('a', 'bb') == 'bbbbbb' && 'aaa'.replace('a', 'b', 2) == 'bba' && 'ab'.replace('', '-') == '-a-b-'",
        "'aaa'.replace('a', 'b', 0) == 'aaa' && 'aaa'.replace('a', 'b', -1) == 'bbb' && 'ab'.replace('', '-', 1) == '-ab'",
        "' \\t a \\n'.trim() == 'a' && 'aÄ'.lowerAscii() == 'aÄ' && 'aä'.upperAscii() == 'Aä' && 'añb'.reverse() == 'bña'",
        "['a', 'b'].join(', ') == 'a, b' && strings.quote('a\"\\n') == '\"a\\\\\"\\\\n\"'",
        "'%s|%d|%x|%X|%o|%b|%.1f|%e|%%'.format(['a', 7, 255, 255u, 8, 5, 2.25, 12345.678]) == 'a|7|ff|FF|10|101|2.2|1.234568e+04|%'",
        "'%s'.format([[1, 'a', null, {'b': 1.5}]]) == '[1, a, null, {b: 1.5}]' && '%.0f %.3f'.format([9.5, 0.9999]) == '10 1.000'",
        "'%e %.2e %.0e'.format([0.0, 0.000999999, 9.5]) == '0.000000e+00 1.00e-03 1e+01' && '%d'.format([-7]) == '-7'",
        "'%f'.format([1e21]) == '1000000000000000000000.000000' && '%s %s'.format([1e21, 1e-7]) == '1000000000000000000000 0.0000001'",
        "base64.encode(b'hello') == 'aGVsbG8=' && base64.decode('aGVsbG8=') == b'hello' && base64.decode('aGVsbG8') == b'hello'",
        "base64.encode(b'') == '' && base64.encode(b'\\xff\\xfe\\xfd') == '//79'",
        "int('-7') == -7 && int(2.9) == 2 && uint('7') == 7u && double('1e3') == 1000.0 && string(1.5) == '1.5' && string(b'a') == 'a'",
        "bool('true') && !bool('F') && string(true) == 'true' && bytes('é') == b'é' && string(-0.0) == '-0' && string(1e100) == '1e+100'",
        "string(duration('1h30m')) == '5400s' && string(duration('-1.5s')) == '-1.5s' && duration('1d'.replace('1d', '0')) == duration('0s')",
        "duration('1h') + duration('1m') == duration('3660s') && duration('1ms') == duration('1000us') && duration('1µs') == duration('1000ns')",
        "math.ceil(1.2) == 2.0 && math.floor(-1.2) == -2.0 && math.round(-1.5) == -2.0 && math.trunc(-1.9) == -1.0 && math.sqrt(81) == 9.0",
        "math.abs(-1) == 1 && math.sign(-5) == -1 && math.sign(2u) == 1u && math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 1, 2]) == 1",
        "math.bitAnd(6, 3) == 2 && math.bitOr(4, 1) == 5 && math.bitXor(5u, 1u) == 4u && math.bitNot(0) == -1",
        "math.bitShiftLeft(1, 63) < 0 && math.bitShiftLeft(1, 64) == 0 && math.bitShiftRight(-1, 63) == 1 && math.bitShiftRight(8u, 2) == 2u",
        "[1, 2, 3, 4].slice(1, 3) == [2, 3] && [[1], [2, [3]]].flatten() == [1, 2, [3]] && [[1, [2]]].flatten(2) == [1, 2]",
        "[1, 1.0, 'a', 1u, 'a', [1], [1]].distinct() == [1, 'a', [1]] && [3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sort() == ['a', 'b']",
        "[{'n': 2}, {'n': 1}].sortBy(x, x.n) == [{'n': 1}, {'n': 2}] && [1, 2].reverse() == [2, 1] && lists.range(3) == [0, 1, 2]",
        "[].first().hasValue() == false && lists.range(0) == [] && [0.0 / 0.0, 1.0].distinct().size() == 2",
        "optional.ofNonZeroValue(0).hasValue() == false && optional.of(0).hasValue() && optional.none().or(optional.of(1)).value() == 1",
    ])
    func `functions give`(source: String) throws {
        #expect(try isTrue(source))
    }

    @Test(arguments: [
        "timestamp('2024-02-29T12:30:45.678Z').getDate() == 29 && timestamp('2024-02-29T12:30:45.678Z').getDayOfMonth() == 28",
        "timestamp('2024-02-29T12:30:45.678Z').getMonth() == 1 && timestamp('2024-02-29T00:00:00Z').getDayOfYear() == 59",
        "timestamp('2024-02-29T12:30:45.678Z').getDayOfWeek() == 4 && timestamp('1969-12-28T00:00:00Z').getDayOfWeek() == 0",
        "timestamp('2024-02-29T12:30:45.678Z').getMilliseconds() == 678 && timestamp('2024-12-31T23:00:00Z').getDayOfYear() == 365",
        "timestamp('2024-07-01T12:00:00Z').getHours('Europe/Berlin') == 14 && timestamp('2024-01-01T12:00:00Z').getHours('Europe/Berlin') == 13",
        "timestamp('2024-01-01T00:30:00Z').getFullYear('-01:00') == 2023 && timestamp('2024-01-01T00:30:00Z').getMinutes('05:45') == 15",
        "timestamp('2024-01-01T01:00:00+01:00') == timestamp('2024-01-01T00:00:00Z') && timestamp(0) == timestamp('1970-01-01T00:00:00Z')",
        "string(timestamp('2024-01-01T00:00:00.120Z')) == '2024-01-01T00:00:00.12Z' && int(timestamp('1970-01-01T00:01:00Z')) == 60",
        "timestamp('2024-01-01T00:00:00Z') - duration('1s') < timestamp('2024-01-01T00:00:00Z')",
        "timestamp('2024-01-02T00:00:00Z') - timestamp('2024-01-01T00:00:00Z') == duration('24h')",
        "string(timestamp('0001-01-01T00:00:00Z')) == '0001-01-01T00:00:00Z' && duration('90m').getHours() == 1",
        "duration('90m').getMinutes() == 90 && duration('1.5s').getMilliseconds() == 500 && string(timestamp(-1)) == '1969-12-31T23:59:59Z'",
    ])
    func `times`(source: String) throws {
        #expect(try isTrue(source))
    }

    @Test(arguments: [
        "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:60Z",
        "2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.1234567890Z",
        "2024-1-1T00:00:00Z",
        "0001-01-01T00:00:00+01:00", "", "2024-01-01T00:00:00Zx", "9999-12-31T23:59:59-01:00",
    ])
    func `what is no timestamp`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `timestamps are written as they were read`() throws {
        for seconds in stride(from: Int64(-62_135_596_800), through: 253_402_300_799, by: 98_765_432_1) {
            let time = try #require(Timestamp(secondsSince1970: seconds, nanoseconds: 120))
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test(arguments: ["", "1", "s", "1x", "1..5s", "--1s", "1s1", "1h-1m", "9223372037s", "+", "."])
    func `what is no duration`(text: String) {
        #expect(evaluationError("duration('\(text)')")?.contains("is no duration") == true)
    }
}
