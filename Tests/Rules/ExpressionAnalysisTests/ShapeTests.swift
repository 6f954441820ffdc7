import CommonExpression
import ExpressionAnalysis
import JSON
import Testing

/// What is found in an expression from the shapes of its variables.
@Suite struct ShapeTests {
    static let payload = Shape.object([
        .init("title", .string(length: 3...40)), .init("amount", .number(above: JSONNumber(0), to: JSONNumber(1_000))),
        .init("count", .number(from: JSONNumber(1), isWhole: true)),
        .init("kind", .oneOf(["payment", "exception", "reversal"])),
        .init("note", .string, isRequired: false),
        .init(
            "offer", .object([.init("value", .number), .init("quote", .string, isRequired: false)]), isRequired: false),
        .init(
            "lines",
            .list(
                of: .object([.init("amount", .number), .init("order", .string, isRequired: false)]), count: 1...Int.max)
        ),
        .init("tags", .list(of: .oneOf(["a", "b"]))), .init("isPaid", .bool), .init("extra", .object([], isOpen: true)),
    ])
    static let variables: [String: Shape] = [
        "payload": payload, "confidence": .number(from: JSONNumber(0), to: JSONNumber(1)).union(.null),
        "now": .timestamp,
        "lists": .map(of: .any, knowing: [.init("suppliers", .map(of: .object([.init("status", .string)])))]),
        "unknown": .any,
    ]

    private func analysis(_ source: String, when conditions: String...) throws -> Analysis {
        try CommonExpression.Expression(source, variables: Set(Self.variables.keys)).analysis(
            of: Self.variables,
            assuming: conditions.map {
                (try CommonExpression.Expression($0, variables: Set(Self.variables.keys)), true)
            })
    }

    @Test(
        "What can't be right, with its place",
        arguments: [
            ("payload.title + 1 > 2", 15, Analysis.Finding.Kind.typeMismatch), ("payload.title > 5", 15, .typeMismatch),
            ("payload.tags.contains('a')", 14, .typeMismatch), ("payload.amount.size() > 1", 16, .typeMismatch),
            ("payload.title.x == 1", 15, .typeMismatch), ("payload.amuont > 5", 9, .unknownField),
            ("has(payload.amuont)", 13, .unknownField), ("payload.lines.all(l, l.ammount > 1)", 24, .unknownField),
            ("payload.lines[0].x == 1", 18, .unknownField), ("payload.title && true", 9, .typeMismatch),
            ("!payload.title", 10, .typeMismatch), ("payload.title in payload.title", 15, .typeMismatch),
            ("payload.lines.all(l, l.amount)", 24, .typeMismatch), ("payload.isPaid.all(x, true)", 16, .typeMismatch),
            ("now + 1 > now", 5, .typeMismatch), ("payload.kind ? true : false", 9, .typeMismatch),
            ("-payload.title == 'x'", 1, .typeMismatch), ("lists.suppliers['x'].stat == 'y'", 22, .unknownField),
            ("payload.isPaid[0] == 1", 15, .typeMismatch), ("payload.count + 1.5 + 'x' == ''", 21, .typeMismatch),
            ("payload.title[0] == 'x'", 14, .typeMismatch), ("cel.bind(t, payload.title, t > 1)", 30, .typeMismatch),
        ])
    func certain(source: String, column: Int, kind: Analysis.Finding.Kind) throws {
        let findings = try analysis(source).findings
        #expect(findings.contains { $0.kind == kind && $0.column == column && $0.isCertain }, "\(findings)")
        let error = #expect(throws: ExpressionError.self) {
            try CommonExpression.Expression(source, variables: Self.variables)
        }
        #expect(error?.column == findings.first(where: \.isCertain)?.column)
    }

    @Test(
        "What is doubtful",
        arguments: [
            ("payload.note == 'x'", Analysis.Finding.Kind.unguardedField, 9),
            ("payload.offer.value > 5", .unguardedField, 9),
            ("has(payload.offer.quote)", .unguardedField, 13),
            ("has(payload.offer) && payload.offer.quote == ''", .unguardedField, 37),
            ("payload.lines.all(l, l.order != '')", .unguardedField, 24), ("payload.extra.x == 1", .unguardedField, 15),
            ("has(payload.note) || payload.note == ''", .unguardedField, 30),
            ("payload.lines.exists(l, has(l.order)) && payload.lines.all(l, l.order != '')", .unguardedField, 65),
            ("payload.lines.all(l, has(l.order) && payload.lines.exists(l, l.order == ''))", .unguardedField, 64),
            ("payload.amount + 1 > 5", .inexactArithmetic, 16), ("payload.amount * 2.0 > 5", .inexactArithmetic, 16),
            ("2 - payload.amount > 5", .inexactArithmetic, 3),
            ("payload.lines.map(l, l.amount).sum() > 5", .inexactArithmetic, 32),
            ("payload.kind == 'refund'", .neverEqual, 14), ("payload.kind in ['payment', 'refund']", .neverEqual, 29),
            ("payload.kind != 'refund'", .neverEqual, 14), ("payload.tags.exists(t, t == 'c')", .neverEqual, 26),
            ("'c' in payload.tags", .neverEqual, 5), ("payload.title == 1", .neverEqual, 15),
            ("payload.title == null", .neverEqual, 15), ("payload.amount == 2000", .neverEqual, 16),
            ("payload.title == 'x'", .neverEqual, 15),
        ])
    func doubtful(source: String, kind: Analysis.Finding.Kind, column: Int) throws {
        let findings = try analysis(source).findings
        #expect(findings.contains { $0.kind == kind && $0.column == column && !$0.isCertain }, "\(findings)")
        #expect(throws: Never.self) { try CommonExpression.Expression(source, variables: Self.variables) }
    }

    @Test(
        "What is right",
        arguments: [
            "has(payload.note) && payload.note == 'x'", "!has(payload.note) || payload.note == 'x'",
            "has(payload.note) ? payload.note == 'x' : true", "payload.note == 'x' && has(payload.note)",
            "has(payload.offer) && has(payload.offer.quote) && payload.offer.quote != ''",
            "payload.?note.orValue('') == ''",
            "payload.lines.all(l, has(l.order) && l.order != '')", "'note' in payload && payload.note != ''",
            "payload.lines.all(l, !has(l.order) || l.order != '')", "payload['title'] == 'abc'",
            "decimal(payload.amount) + 1 > 5", "double(payload.amount) * 2.0 > 5.0", "payload.count + 1 > 5",
            "payload.amount > 5.5 && payload.amount < 500", "payload.lines.map(l, decimal(l.amount)).sum() > 5",
            "confidence == null || confidence > 0.5", "confidence != null && confidence < 0.5",
            "unknown.x.y + 1 == unknown[0] && unknown", "payload.title in lists.suppliers",
            "lists.suppliers[payload.title].status == 'x'", "lists.other.exists(x, x == payload.title)",
            "payload.kind == 'payment' ? payload.isPaid : payload.kind != 'reversal'", "size(payload.title) > 5",
            "payload.lines.filter(l, has(l.order)).size() > 0", "now > timestamp('2026-01-01T00:00:00Z')",
            "payload.extra.?x.orValue(1) == 1", "type(payload.amount) == int", "payload.kind.startsWith('pay')",
            "payload.count % 2 == 0", "payload.title + string(payload.count) == 'a1b'",
            "payload.lines.exists(i, l, i > 0 && l.amount > 1)", "payload.tags + ['x'] == ['x']",
            "payload.kind == 'payment' && payload.kind == 'exception'",
            "!(has(payload.note) && payload.note == '') && true", "has(payload.note) == false || payload.isPaid",
        ])
    func clean(source: String) throws {
        #expect(try analysis(source).findings == [])
    }

    @Test func `A condition before it guards a field`() throws {
        #expect(try analysis("payload.note == 'x'", when: "has(payload.note)").findings == [])
        #expect(
            try analysis("payload.offer.quote == 'x'", when: "has(payload.offer) && has(payload.offer.quote)").findings
                == [])
        #expect(try analysis("payload.note == 'x'", when: "has(payload.offer)").findings.count == 1)
    }

    @Test func `A misspelt field is named with the one that was meant, and the place is drawn`() throws {
        let finding = try #require(try analysis("true &&\n  payload.amuont > 5").findings.first)
        #expect(finding.suggestion == "Did you mean 'amount'?")
        #expect(finding.excerpt == ["  payload.amuont > 5", "          ^"])
        #expect(finding.line == 2 && finding.column == 11)
    }

    @Test(
        "Conditions that are always true, never true, or open",
        arguments: [
            ("true", Analysis.Outcome.alwaysTrue), ("payload.amount > 0", .alwaysTrue),
            ("payload.amount >= 1000.5", .alwaysFalse),
            ("payload.amount <= 1000", .alwaysTrue), ("payload.amount < 1000", .open),
            ("payload.amount == 0", .alwaysFalse),
            ("decimal(payload.amount) > decimal('1000')", .alwaysFalse), ("decimal(payload.amount) > 999.9", .open),
            ("payload.kind in ['payment', 'exception', 'reversal']", .alwaysTrue),
            ("payload.kind in ['payment']", .open),
            ("payload.kind == 'payment' || payload.kind == 'exception' || payload.kind == 'reversal'", .alwaysTrue),
            ("payload.kind == 'payment' && payload.kind == 'exception'", .alwaysFalse),
            ("payload.kind != 'payment' && payload.kind != 'exception' && payload.kind != 'reversal'", .alwaysFalse),
            ("payload.amount > 500 || payload.amount <= 500", .alwaysTrue),
            ("payload.amount > 500 && payload.amount < 400", .alwaysFalse),
            ("payload.amount > 500 && decimal(payload.amount) < decimal('400')", .alwaysFalse),
            ("size(payload.title) >= 3", .alwaysTrue), ("payload.title == ''", .alwaysFalse),
            ("payload.title.size() > 40", .alwaysFalse),
            ("size(payload.lines) > 0", .alwaysTrue), ("payload.lines == []", .alwaysFalse),
            ("size(payload.tags) > 0", .open),
            ("has(payload.title)", .alwaysTrue), ("has(payload.note)", .open), ("!has(payload.title)", .alwaysFalse),
            ("has(payload.note) || !has(payload.note)", .alwaysTrue),
            ("has(payload.note) && !has(payload.note)", .alwaysFalse),
            ("payload.tags.all(t, t in ['a', 'b'])", .alwaysTrue), ("payload.tags.exists(t, t == 'a')", .open),
            ("payload.lines.exists(l, true)", .alwaysTrue), ("payload.tags.exists(t, true)", .open),
            ("payload.tags.exists(t, false)", .alwaysFalse), ("[].all(x, false)", .alwaysTrue),
            ("confidence == null || confidence >= 0.0", .alwaysTrue),
            ("confidence != null && confidence > 1.0", .alwaysFalse),
            ("payload.isPaid", .open), ("payload.isPaid || !payload.isPaid", .alwaysTrue), ("unknown == 1", .open),
            ("unknown", .open),
            ("payload.count >= 1", .alwaysTrue), ("payload.count + 1 >= 2", .alwaysTrue),
            ("payload.count - 1 < 0", .alwaysFalse),
            ("payload.isPaid ? payload.amount > 0 : payload.amount <= 1000", .alwaysTrue),
            ("payload.tags.filter(t, t == 'c').all(t, false)", .alwaysTrue), ("1 == 1.0", .alwaysTrue),
            ("payload.note == 'x' && !has(payload.note)", .alwaysFalse),
            ("payload.note == 'x' || !has(payload.note)", .open),
            ("double('x') < 1.0 || double('x') >= 1.0", .open), ("payload.title", .open),
            ("payload.title == payload.note && payload.title != payload.note", .alwaysFalse),
            ("payload.lines.exists(l, l.amount > 5) || !payload.lines.exists(l, l.amount > 5)", .alwaysTrue),
        ])
    func outcomes(source: String, outcome: Analysis.Outcome) throws {
        #expect(try analysis(source).outcome == outcome)
    }

    @Test func `One condition implies another`() throws {
        #expect(try analysis("payload.amount > 100", when: "payload.amount > 500").outcome == .alwaysTrue)
        #expect(try analysis("payload.amount > 500", when: "payload.amount > 100").outcome == .open)
        #expect(
            try analysis("payload.amount > 100", when: "decimal(payload.amount) >= decimal('500')").outcome
                == .alwaysTrue)
        #expect(
            try analysis("has(payload.offer)", when: "has(payload.offer) && payload.offer.value > 3").outcome
                == .alwaysTrue)
        #expect(
            try analysis("payload.kind != 'payment'", when: "payload.kind in ['exception', 'reversal']").outcome
                == .alwaysTrue)
        #expect(
            try analysis("true", when: "payload.kind == 'payment'", "payload.kind == 'reversal'").isReachable == false)
        #expect(try analysis("payload.isPaid", when: "payload.isPaid || payload.amount > 5").outcome == .open)
        #expect(
            try analysis("payload.amount > 5", when: "payload.amount > 9 || payload.amount > 7").outcome == .alwaysTrue)
    }

    @Test func `A qualified variable has its shape`() throws {
        let variables: [String: Shape] = ["a.b": .string]
        #expect(throws: ExpressionError.self) { try CommonExpression.Expression("a.b > 1", variables: variables) }
        #expect(throws: Never.self) { try CommonExpression.Expression("a.b == 'x'", variables: variables) }
    }

    @Test func `What is nested very deep, or very long, is left undecided and takes no time`() throws {
        var text = "payload.isPaid"
        for _ in 0..<24 { text = "(\(text) ? payload.amount > 5 : \(text.count % 2 == 0)) == true" }
        #expect(try analysis(text).outcome == .open)
        let many = (0..<800).map { "payload.amount == \($0).5" }.joined(separator: " || ")
        _ = try analysis(many)
        _ = try analysis((0..<800).map { "payload.amount != \($0).5" }.joined(separator: " && "))
    }
}
