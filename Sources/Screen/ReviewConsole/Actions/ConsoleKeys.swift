import ReviewFlow

/// The console's keys, as the documentation shows them.
package enum ConsoleKeys {
    /// A Markdown table of every key, by section.
    package static var markdown: String {
        var text = """
            # Keys of the console

            The footer shows the keys that matter where you are, `?` all of them; `/` searches in it, also for a key. A key in
            parentheses would do nothing now; pressing it says why. Everything also has a name: `:` takes it, `tab` completes it, and
            `ctrl-p` finds it by a few of its letters.

            Before a decision is written, the console repeats what, how much, where to and the digest, with the safe choice in
            focus: `y` confirms, `esc`, `enter` and `q` go back. A digit chooses the reason, `n` writes a note (`ctrl-e` in your
            editor: `VISUAL`, else `EDITOR`), and `t` says to whom an escalation or assignment goes; `tab` completes whom.
            Evidence opens in `PAGER`, else less; what is no text in `COUNTERSIGN_VIEWER`, where that is set.

            `y` counts a quarter of a second after the question was written (where the
            terminal answers status reports, after it could be seen), and not in one burst with other keys: then it only says so. A comment that
            comes meanwhile is to be read first. While keys move the cursor the handoff's pane waits until they rest, and no key decides on what it
            does not show. After an approval `u` takes it back from wherever the cursor is, until the time that is said.

            `ctrl-c` takes back what is being typed and nothing else; at the queue it leaves when it is pressed again. Pasted text is never taken
            for keys.

            `E` opens the payload as YAML in that editor, with what the contract's schema says of each property above it. When what comes
            back is wrong, it is not stored: you are told, and the editor opens again with each thing that is wrong above the line that
            it is about, as a comment between `#!` and `!#`. How many there are stands at the top, with what concerns no one line. These
            comments are taken out again before the text is read; comments of your own stay as long as you edit.

            `x` tags, and `;` decides on all that is tagged: it asks for `a`, `r`, `e` or `t`, reads every tagged handoff, and shows how
            many will go, which will be refused and why, the sum at stake and the lowest confidence. `y` runs it, `esc` stops it after the
            present one. Without `;`, a deciding key is for the handoff under the cursor only.

            """
        for section in ConsoleAction.Section.allCases {
            text += "\n## \(section.rawValue)\n\n| key | name | does |\n| --- | --- | --- |\n"
            for action in ConsoleAction.all where action.section == section {
                let keys = action.keys.map { "`\($0)`" }.joined(separator: ", ")
                let argument = action.argument.map { " \($0.name)" } ?? ""
                text += "| \(keys) | `\(action.name)\(argument)` | \(action.help) |\n"
            }
        }
        return text
    }
}
