import ArgumentParser
import Foundation
import Handoff
import HandoffStore
import ReviewDesk

/// `countersign init`
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make an empty store.",
        discussion: """
            Examples:
              countersign init                                  in ./.countersign
              countersign init /srv/handoffs --group approvers  shared by a group
              countersign init demo --identity declared         for trying out: --as PERSON is believed
            """)

    @Argument(help: "Where. Without it, .countersign in this folder.")
    var dir: String?

    @Option(help: "os: the operating system says who acts. declared: people say so with --as (demo and tests).")
    var identity: IdentityKind = .os

    @Option(help: ArgumentHelp("Share the store with the members of a group.", valueName: "name"))
    var group: String?

    @Option(help: ArgumentHelp("The time, for a store of declared identity (RFC 3339).", valueName: "time"))
    var now: String?

    @Flag(help: "Print JSON.")
    var json = false

    enum IdentityKind: String, ExpressibleByArgument, CaseIterable { case os, declared }

    func run() throws {
        let path = dir ?? FileManager.default.currentDirectoryPath + "/.countersign"
        let foundation = StoreFoundation(
            directory: StoreDirectory(path: path), isDeclared: identity == .declared, group: group)
        let fixed = try StoreOptions.time(now)
        if fixed != nil, identity != .declared { throw StoreOptions.clockOfTheMachine }
        let id = try foundation.lay(account: Account.name, now: fixed ?? SystemClock.now)
        if json {
            Output.json(["store": .string(id), "path": .string(foundation.directory.path)])
        } else {
            Output.line("Made the store \(foundation.directory.path)")
            Output.line(
                "Next: say who there is in people.yaml and systems.yaml, then 'countersign contract add finance.payment'."
            )
        }
    }
}
