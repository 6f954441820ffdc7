import Handoff
import JSON
import ReviewDesk
import Terminal

extension SheetWriter {
    /// How the draft came about: the conversation, what was read, and by which model and workflow.
    package mutating func trace(_ dossier: Dossier) {
        let trace = dossier.handoff.contents.trace
        guard let object = trace.object, !object.isEmpty else {
            paragraph("There is no trace.", Style(.dim))
            return
        }
        path(dossier)
        if let prompt = trace["prompt"] { conversation(prompt) }
        if let sources = trace["sources"] { self.sources(sources) }
        let others = object.members.filter { !["prompt", "sources", "model", "workflow"].contains($0.name) }
        // Read aloud, a producer's name for a part is no heading of the program's.
        if isSpoken, !others.isEmpty { heading("Other parts") }
        for member in others where !isFull {
            if isSpoken {
                spokenJSON(member.value, name: member.name, depth: 1)
                continue
            }
            heading(DisplayText(member.name))
            switch member.value {
            case .string(let text): block(text)
            default: json(member.value)
            }
        }
    }

    private mutating func path(_ dossier: Dossier) {
        let contents = dossier.handoff.contents
        let producer = contents.envelope.producer.json
        field("Agent", DisplayText(contents.agent))
        for (name, key) in [("Model", "model"), ("Workflow", "workflow")] as [(DisplayText, String)] {
            if let text = (contents.trace[key] ?? producer[key])?.string { field(name, DisplayText(text)) }
        }
    }

    // A prompt is one text, or messages in the shapes that model interfaces have: `role` with `text` or `content`, the content a
    // text or a list of parts.
    private mutating func conversation(_ prompt: JSONValue) {
        heading("Prompt")
        guard let messages = prompt.array else {
            if let text = prompt.string { block(text) } else { json(prompt) }
            return
        }
        for message in messages where !isFull {
            guard let role = message["role"]?.string, let content = message["text"] ?? message["content"] else {
                json(message)
                continue
            }
            let isModel = sameText(role, "assistant")
            paragraph(
                "\(DisplayText(role)):", Style(isModel ? .accent : .title, .bold),
                lead: isSpoken ? ">" : isModel ? "  " : "",
                indent: isModel ? 2 : 0)
            for part in content.array ?? [content] where !isFull {
                if let text = part.string ?? part["text"]?.string {
                    block(text, indent: isModel ? 4 : 2)
                } else {
                    json(part, depth: 2)
                }
            }
            blank()
        }
    }

    private mutating func sources(_ sources: JSONValue) {
        heading("Sources")
        guard let items = sources.array else { return json(sources) }
        for (index, source) in items.enumerated() where !isFull {
            let title = source["title"]?.string ?? source["uri"]?.string
            guard let title else {
                json(source, depth: 1)
                continue
            }
            paragraph(
                DisplayText(title), Style(.text, .bold), lead: isSpoken ? "> \(index + 1)." : "\(index + 1). ",
                leadStyle: Style(.dim))
            if let uri = source["uri"]?.string, !sameText(uri, title) {
                paragraph(DisplayText(uri), Style(.dim), indent: 3)
            }
            if let excerpt = source["excerpt"]?.string { block(excerpt, indent: 3) }
        }
        if items.isEmpty { paragraph("none", Style(.dim)) }
    }
}
