import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk

/// `countersign evidence`
struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "List a handoff's evidence, or print an item, which counts as having viewed it.",
        discussion: """
            An item counts as viewed once all of it was printed. On a terminal, what is no text is not printed and doesn't count.

            Examples:
              countersign evidence 01J8Q            what there is
              countersign evidence 01J8Q 1          print the first item
              countersign evidence 01J8Q 2 > scan.pdf
            """)
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String
    @Argument(help: "The item: its number, name or role.") var item: String?

    func run() throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        let dossier = try desk.dossier(id)
        let items = dossier.handoff.contents.evidence
        guard let item else {
            for (index, item) in items.enumerated() {
                if store.json {
                    Output.json(item.json)
                } else {
                    Output.line("\(index + 1)  \(item.role)  \(item.name)  \(item.media)  \(item.size) bytes")
                }
            }
            return
        }
        let content = try desk.readEvidence(id, item: try index(of: item, in: items))
        guard print(content) else { return Output.note("it was not shown, and doesn't count as viewed") }
        // What did not reach whoever asked for it was not viewed: it is noted after it was printed.
        guard try desk.noteSeen(content.item.sha256, of: id, digest: dossier.row.digest) else {
            return Output.note("the handoff has changed meanwhile, so this doesn't count as viewed; print it again")
        }
    }

    /// Prints an item; false where a terminal can't show it.
    private func print(_ content: EvidenceContent) -> Bool {
        if store.json {
            var object = content.item.json.object ?? JSONObject()
            object["text"] = content.text.map { .string($0) }
            object["base64"] = content.text == nil ? .string(Data(content.bytes).base64EncodedString()) : nil
            Output.json(.object(object))
        } else if !Output.isTerminal {
            Output.bytes(content.bytes)
        } else if let text = content.text {
            // On a terminal nothing may act, whatever the media type says it is.
            Output.text(text)
        } else {
            Output.line("\(content.item.size) bytes of \(content.item.media); send them to a file with > FILE")
            return false
        }
        return true
    }

    private func index(of name: String, in items: [EvidenceItem]) throws -> Int {
        if let number = Int(name), items.indices.contains(number - 1) { return number - 1 }
        let found = items.indices.filter { items[$0].name == name || items[$0].role == name }
        guard found.count == 1 else {
            throw DeskError.usage(
                found.isEmpty
                    ? "it has no evidence '\(name)'; it has numbers 1 to \(items.count)"
                    : "more than one item is '\(name)'; say its number")
        }
        return found[0]
    }
}
