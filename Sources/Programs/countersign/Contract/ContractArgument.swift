import ArgumentParser
import ContractEngine
import ContractReview
import Foundation
import ReviewDesk

/// A contract as a command names it: a file, `NAME` for the one in force, or `NAME@VERSION` for one that took effect once.
struct ContractArgument {
    /// What was typed.
    let text: String

    /// What has a slash in it or ends as YAML does is a file: no contract is named so.
    var isFile: Bool { text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml") }

    /// The contract's name and version; nil for a file.
    var name: (name: String, version: Int?)? {
        get throws {
            if isFile { return nil }
            let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return (text, nil) }
            guard let version = Int(parts[1]), version > 0 else {
                throw DeskError.usage("'\(text)' names no version; write for example \(parts[0])@2")
            }
            return (String(parts[0]), version)
        }
    }

    /// Reads the contract. The store is asked for only where the argument is a name.
    func read(_ desk: () throws -> Desk) throws -> ContractText {
        if let (name, version) = try name { return try desk().contractText(name, version: version) }
        guard let bytes = FileManager.default.contents(atPath: text) else {
            throw DeskError.unknown("there is no file \(text) that can be read")
        }
        do {
            return try ContractText.load(String(decoding: bytes, as: UTF8.self), file: text).get()
        } catch {
            throw DeskError.unusableConfiguration(error.problems)
        }
    }

    /// Runs a command's work; a contract that can't be read ends it with all that is wrong with it.
    static func showingProblems(asJSON: Bool, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch DeskError.unusableConfiguration(let problems) {
            try show(problems, asJSON: asJSON)
        }
    }

    /// Prints what is wrong with a contract and ends the command.
    static func show(_ problems: [Problem], asJSON: Bool) throws -> Never {
        for problem in problems {
            if asJSON { Output.json(problem.json) } else { Output.note(problem.description) }
        }
        throw ExitCode(65)
    }
}
