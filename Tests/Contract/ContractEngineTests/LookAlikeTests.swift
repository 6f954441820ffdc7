import ContractFixtures
import Testing

@testable import ContractEngine

@Suite struct LookAlikeTests {
    @Test(
        "A name that only looks like a registered agent's is refused",
        arguments: [
            "AP-bot", "Ap-Bot", "ap-b\u{43E}t", "\u{430}p-bot", "\u{430}\u{440}-bot", "ap\u{2010}bot", "ap\u{2014}bot",
            "ap-b0t", "ap-bot ", " ap-bot", "ap -bot", "ap\u{200B}-bot", "ap-bot\u{FE0F}", "\u{FEFF}ap-bot",
            "ap-b\u{F6}t", "ap-bo\u{301}t", "\u{FF41}\u{FF50}-\u{FF42}\u{FF4F}\u{FF54}", "ap-b\u{3BF}t", "ap-b\u{585}t",
            "ap\u{AD}-bot", "ap-bot\u{202E}", "ap-\u{3B2}ot", "\u{13AA}p-bot", "ap-bot\u{0}",
        ])
    func looksLike(name: String) {
        #expect(Sample.people.agentLookedLike(by: name) == "ap-bot")
        #expect(Sample.people.refusalToSubmit(as: name, account: nil)?.obligation == .agent)
    }

    @Test(
        "A name of its own is free",
        arguments: ["ap-bot", "ap-bot2", "bot-ap", "ap_bot", "help-desk", "\u{4E2D}\u{6587}", "apbot", "ap-but", ""])
    func ownName(name: String) {
        #expect(Sample.people.agentLookedLike(by: name) == nil)
    }

    @Test func `A capital I is an l, and an i`() {
        var people = People()
        people.agents["mail-bot"] = People.Agent(owner: .person("kim"), submitAs: [])
        for name in ["maiI-bot", "mai1-bot", "MAIL-BOT", "ma\u{456}l-bot"] {
            #expect(people.agentLookedLike(by: name) == "mail-bot", "\(name)")
        }
    }

    @Test func `The account of another may not use it`() {
        #expect(Sample.people.refusalToSubmit(as: "ap-bot", account: "apbot") == nil)
        #expect(Sample.people.refusalToSubmit(as: "ap-bot", account: "other")?.obligation == .agent)
    }
}
