import CommonExpression
import JSON

extension DecisionTable {
    /// Something that conditions ask about, and its values as far as they tell them apart.
    struct Dimension: Sendable {
        /// What is asked about.
        let subject: Syntax
        /// Its values. Those of a number stand in rising order, each range between the numbers that it lies between.
        var values: [Value]
        /// The comparisons of it with constants.
        var questions: [Syntax] = []

        var isNumber: Bool { if case .number? = values.first { true } else { false } }
    }

    /// Values that no condition tells from each other.
    enum Value: Sendable {
        case number(NumberRange)
        case constant(JSONValue)
        /// None of the constants that it is compared with.
        case other([JSONValue])
        /// Whether something is true, or there.
        case truth(Bool)
    }

    /// Collects what conditions ask about.
    struct Questions {
        private(set) var dimensions: [Dimension] = []
        private var bounds: [[ExactDecimal]] = []
        private var constants: [[JSONValue]] = []
        /// The places of the dimensions that each condition asks about; nil where it asks about something else too.
        private(set) var asked: [Set<Int>?] = []
        private var places: Set<Int>? = []
        private let analyzer: Analyzer
        /// The most numbers with which one is compared.
        private static let most = 40

        init(_ conditions: [Syntax], _ analyzer: Analyzer, grid: ([String]) -> ExactDecimal?) {
            self.analyzer = analyzer
            for condition in conditions {
                places = []
                ask(condition)
                asked.append(places)
            }
            for place in dimensions.indices { dimensions[place].values = values(of: place, grid) }
        }

        private mutating func ask(_ syntax: Syntax) {
            switch syntax.kind {
            case .literal: break
            case .and(let operands), .or(let operands): for operand in operands { ask(operand) }
            case .not(let operand): ask(operand)
            case .compare(let op, let left, let right): compare(syntax, op, left, right)
            case .has: add(syntax)
            default:
                if syntax.isTerm, shape(of: syntax).kinds == .bool { add(syntax) } else { places = nil }
            }
        }

        private mutating func compare(_ syntax: Syntax, _ op: ComparisonOperator, _ left: Syntax, _ right: Syntax) {
            if op == .in {
                guard left.isTerm, case .list(let elements) = right.kind, elements.allSatisfy({ !$0.isOptional }) else {
                    return places = nil
                }
                return add(left.number, syntax, elements.map(\.value))
            }
            if left.isTerm, right.isConstant { return add(left.number, syntax, [right]) }
            if right.isTerm, left.isConstant { return add(right.number, syntax, [left]) }
            places = nil
        }

        private mutating func add(_ subject: Syntax) {
            let place = place(of: subject)
            places?.insert(place)
        }

        private mutating func add(_ subject: Syntax, _ question: Syntax, _ constants: [Syntax]) {
            var numbers: [ExactDecimal] = []
            var others: [JSONValue] = []
            for constant in constants {
                if let (value, unit) = constant.constant, unit == .number {
                    numbers.append(value)
                } else if case .literal(let value) = constant.kind, let json = value.json, json.number == nil {
                    others.append(json)
                } else {
                    return places = nil
                }
            }
            let place = place(of: subject)
            bounds[place] += numbers
            self.constants[place] += others
            dimensions[place].questions.append(question)
            places?.insert(place)
            // A subject that is compared with numbers and with texts is no line and no list.
            if !bounds[place].isEmpty, !self.constants[place].isEmpty { places = nil }
        }

        private mutating func place(of subject: Syntax) -> Int {
            if let place = dimensions.firstIndex(where: { isSame($0.subject, subject) }) { return place }
            dimensions.append(Dimension(subject: subject, values: []))
            bounds.append([])
            constants.append([])
            return dimensions.count - 1
        }

        private func shape(of syntax: Syntax) -> Shape {
            var analyzer = analyzer
            return analyzer.quietly { $0.judge(syntax, .none).shape }
        }

        private func values(of place: Int, _ grid: ([String]) -> ExactDecimal?) -> [Value] {
            let subject = dimensions[place].subject
            let (numbers, others) = (bounds[place], constants[place])
            if numbers.isEmpty, others.isEmpty { return [.truth(true), .truth(false)] }
            let shape = shape(of: subject)
            if others.isEmpty { return ranges(numbers, shape, subject.chain.flatMap { grid($0.names) }) }
            guard numbers.isEmpty else { return [] }
            if let listed = shape.values { return listed.map(Value.constant) }
            var distinct: [JSONValue] = []
            for other in others where !distinct.contains(other) { distinct.append(other) }
            if shape.kinds == .bool { return [.constant(true), .constant(false)] }
            return distinct.map(Value.constant) + [.other(distinct)]
        }

        /// The bounds, and what lies between, below and above them, as far as there can be such numbers.
        private func ranges(_ numbers: [ExactDecimal], _ shape: Shape, _ step: ExactDecimal?) -> [Value] {
            let bounds = Set(numbers).sorted()
            guard bounds.count <= Self.most, let first = bounds.first, let last = bounds.last else { return [] }
            func open(_ value: ExactDecimal) -> NumberRange.Bound { .init(value: value, isIncluded: false) }
            var ranges = [NumberRange(upper: open(first))]
            for (index, bound) in bounds.enumerated() {
                ranges.append(NumberRange(bound))
                if index + 1 < bounds.count {
                    ranges.append(NumberRange(lower: open(bound), upper: open(bounds[index + 1])))
                }
            }
            ranges.append(NumberRange(lower: open(last)))
            let allowed = shape.kinds.isDisjoint(with: .numeric) ? NumberRange.all : shape.range
            let grid = step ?? (shape.isIntegral ? ExactDecimal(1) : nil)
            return ranges.map { $0.intersection(allowed) }.filter { range in
                !range.isEmpty && (grid.map { range.holdsMultiple(of: $0) } ?? true)
            }.map(Value.number)
        }
    }
}

extension NumberRange {
    /// Whether a multiple of a number lies in it, as far as its bounds tell.
    fileprivate func holdsMultiple(of step: ExactDecimal) -> Bool {
        if let single { return single.isMultiple(of: step) }
        guard let lower, let upper else { return true }
        if lower.isIncluded, lower.value.isMultiple(of: step) { return true }
        if upper.isIncluded, upper.value.isMultiple(of: step) { return true }
        if lower.value.isMultiple(of: step), let next = lower.value.adding(step) { return next < upper.value }
        if upper.value.isMultiple(of: step), let next = upper.value.subtracting(step) { return next > lower.value }
        return true
    }
}

extension Syntax {
    fileprivate var isConstant: Bool {
        if constant != nil { return true }
        if case .literal = kind { return true }
        return false
    }

    /// The number of which a conversion makes another kind of number.
    fileprivate var number: Syntax {
        guard case .call(let name, nil, let arguments) = kind, ["decimal", "double", "dyn"].contains(name),
            arguments.count == 1, arguments[0].isTerm
        else { return self }
        return arguments[0].number
    }
}
