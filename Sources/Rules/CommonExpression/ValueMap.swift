import JSON

extension Value {
    /// A map: made of entries, or a JSON object whose members are read when they are asked for.
    public struct Map: Sendable {
        private enum Storage: Sendable {
            case entries(Entries)
            case json(JSONObject)
        }

        /// The entries in the order in which they were added, with an index over their keys.
        private final class Entries: Sendable {
            let keys: [MapKey]
            let values: [Value]
            let index: [MapKey: Int]

            init(keys: [MapKey], values: [Value], index: [MapKey: Int]) {
                self.keys = keys
                self.values = values
                self.index = index
            }
        }

        private let storage: Storage

        /// The JSON object that the map is over, if it is.
        var json: JSONObject? { if case .json(let object) = storage { object } else { nil } }

        /// A map over a JSON object, without copying it.
        public init(_ object: JSONObject) { storage = .json(object) }

        /// A map with string keys; of entries with the same key the last one counts.
        public init(_ entries: some Sequence<(String, Value)>) {
            var builder = Builder()
            for (key, value) in entries { builder.set(.string(key), value) }
            self = builder.map
        }

        /// A map of these entries; nil when a key is neither bool, int, uint nor string, or stands there twice.
        public init?(entries: [(key: Value, value: Value)]) {
            var builder = Builder()
            for (key, value) in entries {
                guard let key = MapKey(key), builder.insert(key, value) else { return nil }
            }
            self = builder.map
        }

        private init(_ entries: Entries) { storage = .entries(entries) }

        /// How many entries there are.
        public var count: Int {
            switch storage {
            case .entries(let entries): entries.keys.count
            case .json(let object): object.count
            }
        }

        /// The value of a string key.
        public subscript(name: String) -> Value? {
            switch storage {
            case .entries(let entries): entries.index[.string(name)].map { entries.values[$0] }
            case .json(let object): object[name].map(Value.init)
            }
        }

        /// The value of a key. Numbers find a key of the same mathematical value.
        public subscript(key: Value) -> Value? { MapKey(lookingUp: key).flatMap { self[$0] } }

        subscript(key: MapKey) -> Value? {
            switch (storage, key) {
            case (.entries(let entries), _): entries.index[key].map { entries.values[$0] }
            case (.json(let object), .string(let name)): object[name].map(Value.init)
            case (.json, _): nil
            }
        }

        /// The key of the entry at a position.
        func key(at place: Int) -> Value {
            switch storage {
            case .entries(let entries): entries.keys[place].value
            case .json(let object): .string(object.members[place].name)
            }
        }

        /// The value of the entry at a position.
        func value(at place: Int) -> Value {
            switch storage {
            case .entries(let entries): entries.values[place]
            case .json(let object): Value(object.members[place].value)
            }
        }

        /// The keys in the order in which they were written; of a JSON object, strings.
        public var keys: [Value] {
            switch storage {
            case .entries(let entries): entries.keys.map(\.value)
            case .json(let object): object.members.map { .string($0.name) }
            }
        }

        /// The entries in the order in which they were written. Of a JSON object each value is made when this is asked for.
        public var entries: [(key: Value, value: Value)] {
            switch storage {
            case .entries(let entries): zip(entries.keys, entries.values).map { ($0.value, $1) }
            case .json(let object): object.members.map { (.string($0.name), Value($0.value)) }
            }
        }

        /// Gathers the entries of a map.
        struct Builder {
            private var keys: [MapKey] = []
            private var values: [Value] = []
            private var index: [MapKey: Int] = [:]

            /// Adds an entry unless its key is there; returns whether it was added.
            mutating func insert(_ key: MapKey, _ value: Value) -> Bool {
                guard index[key] == nil else { return false }
                index[key] = keys.count
                keys.append(key)
                values.append(value)
                return true
            }

            /// Adds an entry or replaces the value of its key.
            mutating func set(_ key: MapKey, _ value: Value) {
                if let place = index[key] { values[place] = value } else { _ = insert(key, value) }
            }

            var map: Map { Map(Entries(keys: keys, values: values, index: index)) }
        }
    }
}

/// A key of a map. Ints and uints of the same value are the same key, strings compare by code point.
enum MapKey: Sendable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)

    /// The key that a value is when a map is made; nil when the value can't be a key.
    init?(_ value: Value) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    /// The key that a value finds: doubles without a fraction find ints and uints.
    init?(lookingUp value: Value) {
        switch value {
        case .double(let value):
            if let int = Int64(exactly: value) {
                self = .int(int)
            } else if let uint = UInt64(exactly: value) {
                self = .uint(uint)
            } else {
                return nil
            }
        case .number(let number):
            guard let value = try? number.checkedDouble else { return nil }
            self.init(lookingUp: .double(value))
        default: self.init(value)
        }
    }

    var value: Value {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .string(let text): .string(text)
        }
    }
}

extension MapKey: Hashable {
    static func == (left: MapKey, right: MapKey) -> Bool {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): a == b
        case (.string(let a), .string(let b)): sameText(a, b)
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value): hasher.combine(Int64(truncatingIfNeeded: value))
        case .string(let text): hashText(text, into: &hasher)
        }
    }
}
