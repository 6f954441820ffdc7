import Handoff
import ReviewDesk
import ReviewFlow

/// What waits for the word that confirms it.
struct PlainQuestion: Sendable {
    enum Kind: Sendable {
        case decision(BegunDecision)
        case edit(BegunEdit)
        case bulk(BulkRun)
    }

    let kind: Kind
    /// What it is about, for an answer that has to name it.
    let digest: String

    /// The fewest digits of a digest that name it.
    static let shortestDigest = 8

    init(_ dialog: BegunDecision) { (kind, digest) = (.decision(dialog), dialog.digest.description) }

    init(_ dialog: BegunEdit) { (kind, digest) = (.edit(dialog), dialog.edit.digest ?? "") }

    init(_ run: BulkRun) { (kind, digest) = (.bulk(run), Self.digest(of: run).description) }

    /// What names many: the digest of a line `ID DIGEST` for each that goes.
    static func digest(of run: BulkRun) -> ContentHash {
        ContentHash(of: run.items.map { "\($0.tag.id) \($0.tag.digest)\n" }.joined().utf8)
    }

    /// Whether a line says yes. Where it may have been written before the question was, it has to name what that is about.
    func isConfirmed(by line: String, isInteractive: Bool) -> Bool {
        let words = line.utf8.split(separator: 0x20).map(Array.init)
        guard let first = words.first, first.elementsEqual("yes".utf8), words.count <= 2 else { return false }
        guard words.count == 2 else { return isInteractive }
        return words[1].count >= Self.shortestDigest && digest.utf8.starts(with: words[1])
    }

    /// The first digits, as the answer may name them.
    var shortDigest: String { String(digest.prefix(12)) }
}
