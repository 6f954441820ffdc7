import Foundation
import Terminal

/// A program for tests: shows a screen, echoes keys by their names, and dies in the ways that it is told to.
@main
struct ScreenProbe {
    static func main() {
        let environment = ProcessInfo.processInfo.environment
        let screen: Screen
        do {
            let theme = try environment["PROBE_THEME"].map {
                try Theme(yaml: String(contentsOfFile: $0, encoding: .utf8), file: $0)
            }
            screen = try Screen(theme: theme ?? .plain, environment: environment)
        } catch {
            print("\(error)")
            exit(70)
        }
        var keys: [String] = []
        var texts = [environment["PROBE_TEXT"] ?? "probe"] + [environment["PROBE_NEXT"]].compactMap { $0 }
        while true {
            draw(screen, texts[0], keys)
            switch screen.next() {
            case .key(.paste(let text)): keys.append("paste(\(text))")
            case .key(let key):
                keys.append(key.name)
                if key.name == "N" { texts.reverse() }
                guard act(key, screen) else { return }
            case .mouse(let event): keys.append("\(event.kind)(\(event.column),\(event.row))")
            case .woken: keys.append("woken")
            case .reported: keys.append("reported")
            case .resized, .idle: break
            case .closed: exit(3)
            }
        }
    }

    private static func draw(_ screen: Screen, _ text: String, _ keys: [String]) {
        var canvas = screen.canvas()
        for (row, line) in DisplayText.lines(sanitising: text).enumerated() {
            canvas.draw(line, column: 0, row: row, style: Style(.title))
        }
        canvas.draw("size \(canvas.width)x\(canvas.height)", column: 0, row: canvas.height - 3)
        let names = DisplayText(sanitising: keys.joined(separator: " "))
        canvas.draw("keys \(names)", column: 0, row: canvas.height - 2, style: Style(.accent))
        canvas.horizontalLine(column: 0, row: canvas.height - 1, length: canvas.width)
        screen.paint(canvas)
    }

    // False when the program is to end.
    private static func act(_ key: Key, _ screen: Screen) -> Bool {
        switch key.name {
        case "q":
            screen.close()
            return false
        case "C": Self.crash()
        case "T": Thread.detachNewThread { kill(getpid(), SIGTERM) }
        case "W": Thread.detachNewThread { Screen.wake() }
        case "E": exit(7)
        case "M": screen.takesMouse.toggle()
        case "R": _ = screen.askStatus()
        case "Y": _ = screen.copy(DisplayText(sanitising: "copied \u{1B}[2J"))
        case "S":
            screen.suspended {
                print("outside")
                _ = readLine()
            }
        default: break
        }
        return true
    }

    private static func crash() {
        let empty: [Int] = []
        print(empty[empty.count + 3])
    }
}
