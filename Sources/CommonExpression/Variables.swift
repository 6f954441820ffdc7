import Synchronization

/// The variables that an expression is evaluated with.
///
/// A name may be qualified (`a.b`); an expression `a.b.c` then means the variable with the longest matching name.
public struct Variables: Sendable {
    private enum Entry: Sendable {
        case value(Value)
        case made(Made)
    }

    /// A value that is made when it is first read, and then kept.
    private final class Made: Sendable {
        private let value: Mutex<Value?> = Mutex(nil)
        private let make: @Sendable () -> Value

        init(_ make: @escaping @Sendable () -> Value) { self.make = make }

        func read() -> Value {
            if let value = value.withLock({ $0 }) { return value }
            let made = make()
            return value.withLock { kept in
                if let kept { return kept }
                kept = made
                return made
            }
        }
    }

    private var entries: [String: Entry]
    /// Whether a name with a dot is there.
    private(set) var hasQualifiedNames: Bool

    /// Variables with these values.
    public init(_ values: [String: Value] = [:]) {
        entries = values.mapValues(Entry.value)
        hasQualifiedNames = values.keys.contains { $0.utf8.contains(UInt8(ascii: ".")) }
    }

    /// The value of a variable. A computed one is made when it is first read.
    public subscript(name: String) -> Value? {
        get {
            switch entries[name] {
            case .value(let value)?: value
            case .made(let made)?: made.read()
            case nil: nil
            }
        }
        set {
            entries[name] = newValue.map(Entry.value)
            if name.utf8.contains(UInt8(ascii: ".")) { hasQualifiedNames = true }
        }
    }

    /// Binds a variable whose value is made when an expression first reads it, and then kept.
    public mutating func define(_ name: String, _ make: @escaping @Sendable () -> Value) {
        entries[name] = .made(Made(make))
        if name.utf8.contains(UInt8(ascii: ".")) { hasQualifiedNames = true }
    }
}
