import ArgumentParser
import Foundation
import JSON
import ReviewDesk
import Terminal

/// `countersign themes`
struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "List the themes of the console, or show one.",
        discussion: """
            A base16 or base24 scheme file (*.yaml) in the folder themes of the program's configuration is a theme too. In the console,
            T chooses one.

            Examples:
              countersign themes
              countersign themes --show nord
            """)
    @Option(help: ArgumentHelp("Show samples of every role of one theme.", valueName: "name")) var show: String?
    @Flag(help: "JSON Lines, for programs.") var json = false

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let catalogue = Shipped.themes(environment)
        guard let show else {
            list(catalogue, chosen: UserConfiguration(environment: environment).theme)
            return
        }
        do throws(ThemeError) {
            sample(try catalogue.theme(named: show), environment)
        } catch {
            throw DeskError.usage("\(error)")
        }
    }

    private func list(_ catalogue: ThemeCatalogue, chosen: String?) {
        let entries = catalogue.entries
        let width = entries.map { DisplayText(sanitising: $0.name).width }.max() ?? 0
        for entry in entries {
            let isChosen = entry.name == chosen ?? LookOptions.standardTheme
            let source = entry.file ?? "shipped"
            var variant = "-", title = "", problem: String?
            switch entry.theme {
            case .success(let theme): (variant, title) = (theme.variant, theme.name)
            case .failure(let found): problem = found.description
            }
            if json {
                let line: JSONValue = [
                    "name": .string(entry.name), "title": .string(title), "variant": .string(variant),
                    "source": .string(source), "chosen": .bool(isChosen),
                    "problem": problem.map { .string($0) } ?? .null,
                ]
                print(line.description)
            } else {
                let name = DisplayText(sanitising: entry.name).padded(to: width)
                let what = problem ?? "\(variant)\(variant == "dark" ? " " : "")  \(title)  (\(source))"
                print("\(isChosen ? "*" : " ") \(name)  \(DisplayText(sanitising: what))")
            }
        }
    }

    private func sample(_ theme: Theme, _ environment: [String: String]) {
        let isShown = isatty(STDOUT_FILENO) == 1
        let depth = ColourDepth(environment: environment)
        // Colours are told in full even where they can't be shown.
        let told = ThemeSample.all(of: theme, depth: .truecolour)
        for (sample, full) in zip(ThemeSample.all(of: theme, depth: depth), told) {
            let contrast = full.contrast.map { String(format: "%.1f", $0) } ?? "-"
            let (foreground, background) = (full.look.foreground.text, full.look.background.text)
            let role = sample.role.rawValue + (sample.isSelected ? ", selected" : "")
            if json {
                let line: JSONValue = [
                    "role": .string(sample.role.rawValue), "selected": .bool(sample.isSelected),
                    "fg": .string(foreground), "bg": .string(background), "contrast": .string(contrast),
                ]
                print(line.description)
            } else {
                let name = DisplayText(sanitising: role).padded(to: 22)
                let text: DisplayText = " Pay ACME 1250.00 "
                let shown = isShown ? sample.painted(text) : text.description
                let colours = DisplayText(sanitising: "\(foreground) on \(background)").padded(to: 20)
                print("\(name) \(shown)  \(colours)  contrast \(contrast)")
            }
        }
    }
}
