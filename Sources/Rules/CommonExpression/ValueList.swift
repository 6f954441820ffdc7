import JSON

extension Value {
    /// A list: of values, or of JSON values that are read when they are asked for.
    public struct List: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
        private enum Storage: Sendable {
            case values([Value])
            case json([JSONValue])
        }

        private let storage: Storage

        /// A list of values in their order.
        public init(_ values: [Value]) { storage = .values(values) }
        /// A list over a JSON array, without copying it.
        public init(_ items: [JSONValue]) { storage = .json(items) }
        /// Writes a list of values in their order.
        public init(arrayLiteral elements: Value...) { storage = .values(elements) }

        /// The position of the first element.
        public var startIndex: Int { 0 }
        /// The position after the last element.
        public var endIndex: Int {
            switch storage {
            case .values(let values): values.count
            case .json(let items): items.count
            }
        }

        /// The element at a position.
        public subscript(position: Int) -> Value {
            switch storage {
            case .values(let values): values[position]
            case .json(let items): Value(items[position])
            }
        }

        /// The elements as an array.
        var values: [Value] {
            switch storage {
            case .values(let values): values
            case .json(let items): items.map(Value.init)
            }
        }
    }
}
