import ContractEngine
import Handoff

/// A connector that can't be used as the configuration stands: what is to be delivered through it waits.
package struct ConnectorFault: Sendable, Hashable {
    /// The system of record.
    package let system: String
    /// What is wrong, and what to do.
    package let message: String

    package init(system: String, message: String) {
        self.system = system
        self.message = message
    }

    /// As the linter and `deliver` say it.
    package var sentence: String { "the connector of '\(system)' can't be used: \(message)" }
}

extension Desk {
    /// Why the connector of a system can't be used, as far as that shows without using it; nil where it can, or there is none.
    func fault(of system: SystemOfRecord) -> ConnectorFault? {
        do throws(ConnectorError) {
            return try flaw(of: system).map { ConnectorFault(system: system.name, message: $0) }
        } catch {
            // What is short for a moment is seen when the connector is started.
            if case .system(let failure) = error, failure.mayPass { return nil }
            return ConnectorFault(system: system.name, message: error.message)
        }
    }

    private func flaw(of system: SystemOfRecord) throws(ConnectorError) -> String? {
        switch system.connector {
        case nil: return nil
        case .file(let path): return try LedgerFile(path, in: directory).flaw()
        case .exec(let command, _, let environment):
            let program = try ConnectorProgram.find(
                command, environment: environment, in: directory,
                searchPath: environment.contains("PATH") ? nil : ConnectorProgram.searchPath)
            return try WorkFolder(of: system.name, in: directory).flaw() ?? distrust(of: program)
        }
    }

    /// A program acts with the worker's rights: nobody but the store's owner may have put it there, nor what runs it, nor what
    /// it may use beside it.
    private func distrust(of program: ConnectorProgram) -> String? {
        guard !identity.isDeclared else { return nil }
        var found = directory.untrusted(below: directory.connectors)
        let own = (StoreDirectory.realPath(directory.connectors) ?? directory.connectors) + "/"
        for path in [program.path] + program.interpreters where found == nil && !path.utf8.starts(with: own.utf8) {
            found = directory.untrusted(program: path)
        }
        return found.map { "\($0.file) is not trusted: \($0.reason)" }
    }

    /// What the linter says of the connectors.
    func connectorProblems(_ systems: [String: SystemOfRecord]) -> [Problem] {
        systems.values.sorted { $0.name < $1.name }.compactMap(fault).map { fault in
            var problem = Problem(file: "systems.yaml", fault.sentence)
            problem.suggestion =
                "Mend it before something is approved: until then nothing of '\(fault.system)' is delivered."
            return problem
        }
    }
}
