import Handoff
import ReviewDesk
import Testing

@testable import PlainConsole
@testable import ReviewFlow

@Suite struct `Working line by line` {
    private func transcript(as person: String = "dana", isInteractive: Bool = true) -> PlainTranscript {
        let desk = PaperDesk(person: person)
        desk.add(1, "Pay ACME invoice 4001")
        desk.add(2, "Pay ACME invoice 4002", confidence: "0.9", dueInMinutes: 400, evidence: false)
        desk.add(3, "Pay BOLT invoice 4003", confidence: "0.3", dueInMinutes: 500, evidence: false)
        return PlainTranscript(desk, isInteractive: isInteractive)
    }

    // MARK: Claims

    @Test func `a claim is taken, said in list and summary, and given back`() {
        var transcript = transcript()
        transcript.type("find 4002")
        #expect(transcript.type("claim") == ["Claimed. It is yours until 12:10 UTC; others see it."])
        #expect(transcript.claim(2) == "dana")
        #expect(
            transcript.type("list").contains(
                "Row 3: proposed, provisional, confidence 0.9, due in 6h, claimed by you until 12:10 UTC: Pay ACME invoice 4002"
            ))
        #expect(transcript.type("3")[2] == "Claimed by you until 12:10 UTC.")
        #expect(transcript.type("release") == ["Released. It is nobody's now."])
        #expect(transcript.claim(2) == nil)
        #expect(transcript.type("release") == ["Nothing was released: nobody has claimed it"])
    }

    @Test func `another's claim stands; a lead ends it after a question`() {
        var transcript = transcript()
        transcript.desk.claim(PaperDesk.id(2), by: "mei")
        #expect(
            transcript.type("list").contains { $0.contains("claimed by mei until 12:10 UTC: Pay ACME invoice 4002") })
        #expect(transcript.type("3")[2] == "Claimed by Mei Tanaka until 12:10 UTC.")
        #expect(transcript.type("claim")[0].hasPrefix("Nothing was claimed: Mei Tanaka has it until"))
        #expect(transcript.type("release")[0].hasPrefix("Nothing was released: Mei Tanaka has it until"))
        #expect(transcript.claim(2) == "mei")

        var lead = self.transcript(as: "robin")
        lead.desk.claim(PaperDesk.id(2), by: "mei")
        lead.type("view 2")
        lead.type("find 4002")
        let asked = lead.type("release")
        #expect(asked.first == "Release the claim: is this meant?")
        #expect(asked.contains("Warning: claimed by Mei Tanaka until 12:10 UTC."))
        lead.type("")
        #expect(lead.claim(2) == "mei")
        lead.type("release")
        #expect(lead.type("yes") == ["Released. It is nobody's now."])
        #expect(lead.claim(2) == nil)
    }

    @Test func `a decision on another's claim asks, and yes takes it over`() {
        var transcript = transcript()
        transcript.desk.claim(PaperDesk.id(2), by: "mei")
        transcript.type("3")
        #expect(
            transcript.type("approve").contains(
                "Warning: claimed by Mei Tanaka until 12:10 UTC: confirming takes it over."))
        transcript.type("no")
        #expect(transcript.status(2).state == .proposed)
        transcript.type("approve")
        transcript.type("yes")
        #expect(transcript.status(2).state == .approved)
        #expect(transcript.desk.desk.withLock { $0.asked.last?.decision.overridesClaim } == true)
    }

    // MARK: Edits

    @Test func `an edit is printed as a difference and stored by yes only`() {
        var transcript = transcript()
        transcript.editor = { $0.replacing("amount: 1250.00", with: "amount: 1350.00") }
        transcript.type("find 4002")
        let asked = transcript.type("edit")
        for line in [
            "Store this edit: is this meant?", "> before: /amount: 1250.00", "> after: /amount: 1350.00",
            "Warning: you count as its editor.", "Then: steps: controller by role:controller.",
        ] { #expect(asked.contains(line), "\(line) in \(asked)") }
        #expect(transcript.session.question != nil)
        #expect(
            transcript.type("y") == [
                "The edit was not stored.", "'edit' opens it as you left it, 'edit anew' the payload as it is.",
            ])
        #expect(transcript.status(2).version == 1)
        // As it was left: an editor that changes nothing more comes to the same.
        transcript.editor = { $0 }
        #expect(transcript.type("edit").contains("> after: /amount: 1350.00"))
        let stored = transcript.type("yes")
        #expect(stored.first == "Edited. Now proposed, provisional, version 2.")
        #expect(stored.contains("> amount: 1350.00"))
        #expect(transcript.status(2).version == 2)
        #expect(transcript.type("edit") == ["Nothing was changed."])
        let changes = transcript.type("difference")
        #expect(changes.first == "Section: Difference")
        #expect(changes.contains { $0.hasPrefix("Section: Version 2, edited by Dana Reyes") })
        #expect(changes.contains("> before: /amount: 1250.00"))
    }

    @Test func `what breaks the contract is not asked about, and what comes too late is kept`() {
        var transcript = transcript()
        transcript.type("find 4002")
        transcript.editor = { $0.replacing("amount: 1250.00", with: "amount: -1") }
        #expect(transcript.type("edit")[0].hasPrefix("The edit was not stored."))
        #expect(transcript.session.question == nil)
        transcript.editor = { $0.replacing("amount: 1250.00", with: "amount: 1350.00") }
        transcript.type("edit anew")
        transcript.desk.revise(PaperDesk.id(2), title: "Pay less", confidence: "0.5")
        // The question is gone, the text is not.
        #expect(transcript.comeToPrompt().last?.hasSuffix("Nothing was decided.") ?? false)
        transcript.editor = { $0 }
        #expect(transcript.type("edit").first == "It has changed since it was printed: revised by apbot.")
        #expect(transcript.lines.contains("Nothing was edited. This is what it is now."))
        #expect(transcript.type("edit").contains("> after: /amount: 1350.00"))
    }

    @Test func `without a terminal there is no editor, and it says so`() {
        var transcript = transcript(isInteractive: false)
        transcript.type("find 4002")
        #expect(
            transcript.type("edit") == [
                "Nothing was edited: an editor opens on a terminal only; 'countersign edit' changes a payload by a patch or a file."
            ])
    }

    // MARK: Taking back, giving away, settling

    @Test func `an approval is taken back, with the seconds that are left, and may be rejected at once`() {
        var transcript = transcript()
        transcript.type("find 4002")
        transcript.type("approve")
        transcript.type("yes")
        transcript.desk.desk.withLock {
            $0.entries[PaperDesk.id(2)]!.handoff.status.deliverable = transcript.desk.now.adding(milliseconds: 90_000)
        }
        #expect(transcript.type("last").contains { $0.hasSuffix("Title: Pay ACME invoice 4002") })
        let asked = transcript.type("recall")
        #expect(asked.contains("Then: back to review"))
        #expect(asked.contains("Delivery waits until 12:01:30 UTC: 90 s left."))
        #expect(transcript.type("yes")[0] == "Recalled. Now proposed, provisional: Pay ACME invoice 4002")
        #expect(transcript.lines.contains("State: proposed, provisional"))
        transcript.type("approve")
        transcript.type("yes")
        transcript.type("last")
        #expect(
            transcript.type("recall reject late") == [
                "Nothing was decided. Say why it is rejected, one of wrong-amount, duplicate."
            ])
        #expect(transcript.type("recall reject duplicate paid twice").contains("Then: reject: duplicate"))
        transcript.type("yes")
        #expect(transcript.status(2).state == .rejected)
        let entry = transcript.desk.desk.withLock { $0.entries[PaperDesk.id(2)]!.history.last! }
        #expect(entry.event.reason == "duplicate" && entry.note == "paid twice")
    }

    @Test func `the open step is given to somebody who can take it`() {
        var transcript = transcript(as: "robin")
        transcript.type("view 2")
        transcript.type("find 4002")
        let missing = transcript.type("assign")[0]
        #expect(missing.hasPrefix("Nothing was decided. Say to whom as person:NAME"))
        #expect(missing.contains("It can be given to: ") && missing.contains("person:mei"))
        #expect(
            transcript.type("assign person:sam")[0].contains(
                "Nobody of person:sam is entitled to the step 'controller'"))
        let asked = transcript.type("assign person:mei she knows them")
        #expect(asked.contains("To whom: person:mei") && asked.contains("Note: she knows them"))
        transcript.type("yes")
        #expect(transcript.status(2).assignees == [.person("mei")])
    }

    @Test func `an uncertain delivery is attested, or stated to have written nothing`() {
        var transcript = transcript()
        for number in [2, 3] { transcript.desk.failDelivery(of: PaperDesk.id(number)) }
        transcript.type("view 2")
        transcript.type("find 4002")
        #expect(transcript.type("approve")[0].contains("('attest' vouches, 'nothing-written' states)"))
        #expect(transcript.type("attest") == ["Nothing was decided. Say which record it is."])
        #expect(transcript.type("attest ERP-77") == ["Nothing was decided. Say how it was checked."])
        let asked = transcript.type("attest ERP-77 seen in the ledger")
        #expect(asked.contains("Record: ERP-77") && asked.contains("Note: seen in the ledger"))
        transcript.type("yes")
        #expect(transcript.status(2).state == .executed)
        #expect(transcript.desk.desk.withLock { $0.asked.last?.decision.choice } == .attest(record: "ERP-77"))

        transcript.type("find 4003")
        #expect(
            transcript.type("nothing-written") == [
                "Nothing was decided. Say what is to become of it: 'approve', 'return' and a note, 'reject' and one of wrong-amount, duplicate."
            ])
        #expect(transcript.type("nothing-written return") == ["Nothing was decided. Write a note first."])
        let stated = transcript.type("nothing-written return the ledger has no such bill")
        #expect(stated.first == "Nothing was written: is this meant?")
        #expect(stated.contains("Then: return it for rework"))
        transcript.type("yes")
        #expect(transcript.status(3).state == .draft)
        // 'no' is an answer that comes too late, and no command.
        #expect(transcript.type("no")[0].hasPrefix("There is no command 'no'"))
    }

    // MARK: Finding, and what others do

    @Test func `a search goes to the next that contains it, round and back`() {
        var transcript = transcript()
        #expect(transcript.type("again")[0].hasPrefix("Say what to find"))
        #expect(transcript.type("find invoice").contains("Row 1. Title: Pay BOLT invoice 4003"))
        #expect(transcript.type("again").contains("Row 2. Title: Pay ACME invoice 4001"))
        #expect(transcript.type("again back").contains("Row 1. Title: Pay BOLT invoice 4003"))
        #expect(transcript.type("again back").contains("Row 3. Title: Pay ACME invoice 4002"))
        #expect(
            transcript.type("find zebra") == [
                "No handoff of this view has 'zebra' in title, id, contract or owner."
            ])
    }

    @Test func `what is found beyond the list is opened, and the list goes on from it`() {
        let desk = PaperDesk()
        for number in 1...45 { desk.add(number, "Pay \(number)", dueInMinutes: number) }
        var transcript = PlainTranscript(desk)
        let found = transcript.type("find pay 40")
        #expect(found.first == "That is beyond what was listed: the list goes on from it.")
        #expect(found.contains("Row 1. Title: Pay 40"))
        #expect(transcript.type("").contains("Row 2. Title: Pay 41"))
    }

    @Test func `what others do to the open handoff is said before the next line`() {
        var transcript = transcript()
        transcript.type("find 4002")
        #expect(transcript.comeToPrompt() == [])
        transcript.desk.claim(PaperDesk.id(2), by: "mei")
        #expect(transcript.comeToPrompt() == ["The open handoff is claimed by Mei Tanaka until 12:10 UTC."])
        transcript.desk.revise(PaperDesk.id(3), title: "Another one", confidence: "0.5")
        #expect(transcript.comeToPrompt() == [])
        transcript.desk.revise(PaperDesk.id(2), title: "Pay less", confidence: "0.5")
        #expect(
            transcript.comeToPrompt() == [
                "It has changed since it was printed: revised by apbot. 'summary' prints it as it is now."
            ])
        #expect(transcript.comeToPrompt() == [])
        // Its evidence is not opened before it was printed anew.
        transcript.type("open 1")
        #expect(transcript.lines.contains { $0.hasSuffix("Title: Pay less") })
    }

    @Test func `what changes while it is asked about is not decided`() {
        var transcript = transcript()
        transcript.type("find 4002")
        transcript.type("approve")
        transcript.desk.revise(PaperDesk.id(2), title: "Pay less", confidence: "0.5")
        #expect(
            transcript.comeToPrompt() == [
                "It has changed since it was printed: revised by apbot. Nothing was decided."
            ])
        #expect(transcript.session.question == nil)
        transcript.type("yes")
        #expect(transcript.status(2).state == .proposed)
    }

    @Test func `help says why a command can't be used now`() {
        var transcript = transcript()
        func line(_ word: String) -> String { transcript.type("help").first { $0.hasPrefix("\(word)") } ?? "" }
        #expect(line("approve").hasSuffix(" Not now: no handoff is open."))
        #expect(line("bulk").hasSuffix(" Not now: nothing is tagged."))
        #expect(line("results").hasSuffix(" Not now: there was no decision on many yet."))
        #expect(!line("list").contains("Not now"))
        transcript.type("2")
        #expect(
            line("approve").hasSuffix(
                " Not now: open the evidence first: 1 item of 'invoice' not seen ('open' opens it)."))
        #expect(line("recall").contains(" Not now: it is proposed"))
        #expect(transcript.type("open").last == "You may approve it.")
        #expect(!line("approve").contains("Not now"))
        #expect(transcript.type("yes") == ["There is nothing to say yes to."])
        #expect(transcript.type("help due").allSatisfy { $0.lowercased().contains("due") })
    }

    @Test func `the payload in other forms`() {
        var transcript = transcript()
        transcript.type("1")
        #expect(transcript.type("payload json").contains("> {"))
        #expect(transcript.type("payload yaml").contains("> amount: 1250.00"))
        #expect(transcript.type("payload xml") == ["'payload' takes nothing, json or yaml."])
    }
}
