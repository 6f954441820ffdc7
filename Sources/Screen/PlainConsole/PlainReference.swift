import ReviewFlow

/// The commands of the review without a full screen, as the documentation shows them.
package enum PlainReference {
    /// A Markdown page with a table of every command.
    package static var markdown: String {
        var text = """
            # The review without a full screen

            `countersign console --plain` is the same review line by line, for screen readers, simple terminals and logs. Nothing is drawn,
            no cursor moves, and nothing that was printed changes. A line is typed at `countersign:` and answered by lines; an empty
            one opens the next handoff, a number the handoff in that row of the list.

            ## What a line is

            - Lines that begin with `>` are a handoff's own words, whatever they say; no other line begins with them. Where such words
              stand in a line of the program, as a title does, they come last.
            - On a terminal, a line that is longer than a row goes on in the next with `>` where it is a handoff's own words, and with two
              spaces where it is not.
            - Where the locale is not UTF-8, or with `--ascii`, everything beyond ASCII is written as `\\u{…}`.

            ## Deciding

            - A handoff is printed before anything is decided on it. One that has changed since is printed again instead; that it has
              changed, and that somebody else has claimed it, is said before the next line is asked for.
            - A decision is printed whole, with version and digest, and takes only `yes` at `yes or not:`; anything else goes back. What was
              typed before the question was printed is thrown away.
            - When lines come from a pipe or a file, which can't show when they were written, the answer is `yes` and at least 8 digits of the
              digest: `countersign list --json` has it. For a decision on many it is the SHA-256 of a line `ID DIGEST` for each that goes,
              in the order in which they were tagged; the question names it.
            - A decision on what somebody else has claimed says who has it and until when; `yes` takes it over.
            - `edit` opens `VISUAL`, else `EDITOR`, and then prints what was changed, as `before` and `after`; without a terminal
              `countersign edit` does it by a patch. What is wrong is printed with the line that the editor will show for it, and stands
              above that line, as a comment between `#!` and `!#`, when the editor opens again. An edit that was not stored is there
              again with the next `edit`.
            - `bulk` reads all that is tagged and prints how many will go, the sum at stake, the lowest confidence, and which will be refused
              and why. Each that was decided takes a line. Ctrl-c ends the program; what was decided until then stays decided.

            ## Commands

            They are called as in the console where it has them. A word may be shortened as long as one command alone begins so; only
            `nothing-written` is typed whole. `help` says of each why it can't be used now.

            | command | does |
            | --- | --- |

            """
        for word in PlainCommand.Word.allCases {
            text += "| `\(word.rawValue)\(word.argument)` | \(word.help) |\n"
        }
        return text
    }
}
