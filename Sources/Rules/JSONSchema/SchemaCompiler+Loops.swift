extension SchemaCompiler {
    /// Refuses a subschema that applies itself, always and without going into the value: it could never be decided.
    func refuseLoops() throws(SchemaError) {
        let nodes = tables.nodes
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: nodes.count)
        for start in nodes.indices where marks[start] == .new {
            var path = [(node: start, next: alwaysApplied(by: start), place: 0)]
            marks[start] = .open
            while let top = path.last {
                guard top.place < top.next.count else {
                    marks[top.node] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].place += 1
                let following = top.next[top.place]
                switch marks[following] {
                case .done: break
                case .open:
                    throw registry.error(
                        "the schema refers to itself without going into the value", at: places[top.node])
                case .new:
                    marks[following] = .open
                    path.append((following, alwaysApplied(by: following), 0))
                }
            }
        }
    }

    /// The subschemas that are applied to the same value.
    private func alwaysApplied(by number: Int) -> [Int] {
        tables.checks[tables.nodes[number].checks.range].flatMap { check -> [Int] in
            switch check {
            case .reference(let node), .not(let node), .condition(let node, _, _): [Int(node)]
            case .allOf(let nodes), .anyOf(let nodes), .oneOf(let nodes): tables.lists[nodes.range].map { Int($0) }
            default: []
            }
        }
    }
}
