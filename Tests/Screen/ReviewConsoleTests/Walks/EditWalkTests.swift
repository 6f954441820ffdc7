import Fixtures
import JSON
import Testing

/// Keystrokes and the screen of the real program on a real terminal, with a program of the reviewer's own in between.
@Suite(.serialized) struct `Walks through the editor` {
    @Test func `change the payload, see the difference, store it`() throws {
        let store = try WalkStore.ofFive()
        // An editor as a person would use one: it shows the file, waits for a key, and changes one number.
        let editor = try store.write(
            """
            #!/bin/sh
            cat "$1"
            echo 'press enter to change it'
            read line
            sed -i 's/^amount: 8900.*/amount: 8700.5/' "$1"

            """, to: "editor", mode: 0o700)
        let terminal = try store.open(columns: 80, rows: 24, environment: ["EDITOR": editor])
        try terminal.wait(for: "open the invoice first")
        let before = try store.show(4003)
        terminal.press("E")
        try terminal.wait(for: "press enter to change it")
        #expect(!terminal.screen.isAlternate)
        #expect(terminal.screen.shows("amount: 8900"))
        terminal.press("enter")
        try store.expect(
            terminal,
            shows: [
                "┌─ Store this edit? ─",
                "│ ~ /amount: 8900 → 8700.5",
                "│ • you count as its editor",
                "│ [ esc Go back ]    y Store it      e Edit again",
            ])
        #expect(try store.show(4003)["version"] == before["version"])
        terminal.answer("y")
        try store.expect(
            terminal,
            shows: [
                "Edited: now proposed, version 2",
                "│   amount    8700.5",
                "│ ✗ you can't approve it: whoever edited it ma…",
            ])
        let after = try store.show(4003)
        #expect(after["payload"]?["amount"] == .number(JSONNumber("8700.5")!))
        #expect(after["payload"]?["invoice"] == "4003")
        try store.expect(4003, "edited", by: "dana", on: ["version": before["version"]!, "digest": before["digest"]!])
        // Whoever edited it may not approve it, and the difference stays with it.
        terminal.press("backtab")
        try store.expect(
            terminal,
            shows: [
                "[7 Difference 1]",
                "│ Version 2, edited by Dana Reyes",
                "│ ~ /amount: 8900 → 8700.5",
            ])
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }

    @Test func `what the contract does not allow stands in the text until it is right, and nothing is stored before`()
        throws
    {
        let store = try WalkStore.ofFive()
        // It keeps what it is given each time; then it makes two things wrong, breaks the YAML, and makes all of it right.
        let editor = try store.write(
            #"""
            #!/bin/sh
            count=$(ls '\#(store.folder)' | grep -c '^seen')
            cp "$1" '\#(store.folder)'/seen.$count
            case $count in
            0) sed -i 's/^amount: .*/amount: -1/; s/^supplier: .*/supplier: unknown/' "$1" ;;
            1) sed -i 's/^supplier: .*/supplier: "Borealis/' "$1" ;;
            2) sed -i 's/^amount: .*/amount: 8700.5/; s/^supplier: .*/supplier: Borealis/' "$1" ;;
            *) sed -i 's/^amount: .*/amount: 8701.5/' "$1" ;;
            esac

            """#, to: "editor", mode: 0o700)
        func seen(_ number: Int) throws -> String {
            try String(contentsOfFile: "\(store.folder)/seen.\(number)", encoding: .utf8)
        }
        let terminal = try store.open(columns: 80, rows: 24, environment: ["EDITOR": editor])
        try terminal.wait(for: "open the invoice first")
        let before = try store.status(of: 4003)
        terminal.press("E")
        try terminal.wait(for: "It is not stored so. Edit again? [Y/n]")
        #expect(terminal.screen.shows("line 9, /payload/amount: -1 is not more than 0 [schema]"))
        #expect(terminal.screen.shows("  /payload: Nobody knows the supplier [known-supplier]"))
        terminal.type("y\n")
        try terminal.wait(for: "this is not YAML")
        let heading = try seen(0).split(separator: "\n", omittingEmptySubsequences: false).prefix(4)
            .joined(separator: "\n")
        #expect(
            try seen(1) == """
                #! 2 things are wrong; they stand here and above their lines: 9 !#
                #! /payload: Nobody knows the supplier [known-supplier] !#
                \(heading)
                # What is paid (number; required; exclusiveMinimum 0)
                #! -1 is not more than 0 [schema] !#
                amount: -1
                currency: EUR
                # (required)
                invoice: "4003"
                # (required)
                supplier: unknown

                """)
        terminal.type("y\n")
        try terminal.wait(for: "Store this edit?")
        #expect(
            try seen(2) == """
                #! 1 thing is wrong; it stands above line 13 !#
                \(heading)
                # What is paid (number; required; exclusiveMinimum 0)
                amount: -1
                currency: EUR
                # (required)
                invoice: "4003"
                # (required)
                #! this is not YAML: found unexpected end of stream while scanning a quoted scalar !#
                supplier: "Borealis

                """)
        #expect(terminal.screen.shows("~ /amount: 8900 → 8700.5"))
        #expect(!terminal.screen.shows("/supplier"))
        #expect(try store.status(of: 4003) == before)
        // As it was left, and nothing of what was wrong.
        terminal.press("e")
        try terminal.wait(for: "8900 → 8701.5")
        #expect(
            try seen(3) == """
                \(heading)
                # What is paid (number; required; exclusiveMinimum 0)
                amount: 8700.5
                currency: EUR
                # (required)
                invoice: "4003"
                # (required)
                supplier: Borealis

                """)
        terminal.press("esc")
        try terminal.wait(for: "the edit was not stored")
        #expect(try store.status(of: 4003) == before)
        try store.leave(terminal)
    }
}
