import Handoff
import Terminal

extension Wording {
    /// The signs for what in a row of the queue says: look. Each has its count, where there is one, and its colour.
    package static func signs(_ marks: RowMarks, isUnicode: Bool) -> [(text: DisplayText, role: ThemeRole)] {
        func counted(_ count: Int, _ sign: DisplayText, _ role: ThemeRole) -> (text: DisplayText, role: ThemeRole)? {
            count == 0 ? nil : (count > 9 ? "\(sign)+" : "\(sign)\(count)", role)
        }
        return [
            counted(marks.failed, "!", .error), counted(marks.unresolved, "?", .warning),
            counted(marks.others, isUnicode ? "≠" : "#", .warning),
            counted(marks.words, isUnicode ? "“" : "\"", .accent),
            marks.hasHidden ? (isUnicode ? "⚑" : "^", .error) : nil,
            marks.isEdited ? (isUnicode ? "✎" : "~", .dim) : nil,
        ].compactMap { $0 }
    }
}
