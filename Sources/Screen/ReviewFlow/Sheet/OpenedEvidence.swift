import Terminal

/// An item of evidence that was opened.
package struct OpenedEvidence: Sendable {
    package let index: Int
    package let lines: [DisplayText]

    package init(index: Int, lines: [DisplayText]) { (self.index, self.lines) = (index, lines) }
}
