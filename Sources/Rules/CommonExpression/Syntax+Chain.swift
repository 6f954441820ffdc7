/// A chain of names, `a.b.c`.
package struct NameChain {
    package let names: [String]
    package let isAbsolute: Bool

    /// The qualified names that the chain can begin with, the longest first, each with how many of the names it takes.
    var qualifiedNames: some Sequence<(name: String, count: Int)> {
        stride(from: min(names.count, Variables.mostParts), to: 1, by: -1).lazy.map { count in
            (name: names[..<count].joined(separator: "."), count: count)
        }
    }
}

extension Syntax {
    /// The names of `a.b.c`, when this is nothing but names.
    package var chain: NameChain? {
        var names: [String] = []
        var syntax = self
        while true {
            switch syntax.kind {
            case .name(let name, let isAbsolute):
                return NameChain(names: [name] + names.reversed(), isAbsolute: isAbsolute)
            case .select(let operand, let field, isOptional: false):
                names.append(field)
                syntax = operand
            default: return nil
            }
        }
    }
}
