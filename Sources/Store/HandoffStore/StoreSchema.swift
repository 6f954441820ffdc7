import GRDB

/// The tables of the store, by migration. A migration that has shipped is never edited.
enum StoreSchema {
    /// What `PRAGMA user_version` says of a store that this program writes. Stores of program 0.1 say 0.
    static let version = 12

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("journal") { try $0.execute(sql: journal) }
        migrator.registerMigration("queue") { try $0.execute(sql: queue) }
        migrator.registerMigration("cells") { db in
            try db.execute(sql: cells)
            try StoreTransaction(db).moveToCells()
            try db.execute(sql: cellIndexes)
        }
        migrator.registerMigration("claims") { try $0.execute(sql: claims) }
        migrator.registerMigration("pending by due") { try $0.execute(sql: pendingByDue) }
        migrator.registerMigration("editions") { try $0.execute(sql: editions) }
        migrator.registerMigration("editions of configuration") { try $0.execute(sql: editionsOfConfiguration) }
        migrator.registerMigration("moves") { try $0.execute(sql: moves) }
        // The last one says the version. It needs no migration of its own: one whose name changed would be missed in older stores.
        migrator.registerMigration("expiry, views by draft, holds") { db in
            try db.execute(sql: marks)
            try StoreTransaction(db).markExpiry()
            try StoreTransaction(db).moveToViewsByDraft()
            try db.execute(sql: "DROP TABLE viewed_by_digest")
        }
        migrator.registerMigration("events of the store") { try $0.execute(sql: eventsOfTheStore) }
        migrator.registerMigration("related keys") { try $0.execute(sql: relatedKeys) }
        migrator.registerMigration("marks of rows") { db in
            try db.execute(sql: rowMarks)
            try StoreTransaction(db).markRows()
            try db.execute(sql: "PRAGMA user_version = \(version)")
        }
        return migrator
    }

    /// The log and what lies beside it. Contents and salts are apart from the events, so that they can be erased while the log
    /// still verifies.
    private static let journal = """
        CREATE TABLE store (id TEXT NOT NULL, declared INTEGER NOT NULL, created TEXT NOT NULL);

        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY,
            handoff TEXT,
            body BLOB NOT NULL,
            leaf BLOB NOT NULL,
            root BLOB NOT NULL
        );
        CREATE INDEX event_of_handoff ON event (handoff, sequence) WHERE handoff IS NOT NULL;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER event_comes_last BEFORE INSERT ON event
            WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence) + 1, 0) FROM event)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TABLE journal (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            size INTEGER NOT NULL,
            frontier BLOB NOT NULL,
            last_at INTEGER NOT NULL
        );
        CREATE TABLE tree_node (
            level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
            PRIMARY KEY (level, position)
        ) WITHOUT ROWID;

        CREATE TABLE content (
            number INTEGER PRIMARY KEY,
            commitment BLOB NOT NULL UNIQUE,
            handoff TEXT NOT NULL,
            kind TEXT NOT NULL,
            salt BLOB NOT NULL,
            body BLOB NOT NULL
        );
        CREATE INDEX content_of_handoff ON content (handoff);

        CREATE TABLE configuration (
            digest BLOB PRIMARY KEY, file TEXT NOT NULL, version INTEGER, body BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX configuration_of_file ON configuration (file, version);
        CREATE TABLE configuration_in_force (file TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
        """

    /// What the queue answers from, and what waits for delivery. All of it can be made again from the journal.
    private static let queue = """
        CREATE TABLE queue_group (
            number INTEGER PRIMARY KEY,
            owner TEXT NOT NULL, band TEXT NOT NULL, band_rank INTEGER NOT NULL,
            UNIQUE (owner, band_rank, band)
        );
        CREATE TABLE queue_count (
            queue_group INTEGER NOT NULL, state TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (queue_group, state)
        ) WITHOUT ROWID;

        CREATE TABLE handoff (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            contract TEXT NOT NULL, contract_version INTEGER NOT NULL,
            title TEXT NOT NULL,
            state TEXT NOT NULL, pending INTEGER NOT NULL,
            queue_group INTEGER NOT NULL, due INTEGER NOT NULL,
            confidence TEXT,
            version INTEGER NOT NULL, digest BLOB NOT NULL,
            submitted_at INTEGER NOT NULL,
            step TEXT,
            system TEXT NOT NULL, record TEXT NOT NULL, reference TEXT,
            content_hash BLOB NOT NULL
        );
        CREATE INDEX handoff_in_queue ON handoff (pending, queue_group, due, number);
        CREATE INDEX handoff_by_state ON handoff (state, queue_group, due, number);
        CREATE INDEX handoff_by_group ON handoff (queue_group, due, number);
        CREATE INDEX handoff_on_record ON handoff (system, record, reference) WHERE reference IS NOT NULL;
        CREATE INDEX handoff_by_content ON handoff (content_hash);

        CREATE TABLE submission_key (
            agent TEXT NOT NULL, key TEXT NOT NULL, handoff TEXT NOT NULL, fingerprint BLOB NOT NULL,
            PRIMARY KEY (agent, key)
        ) WITHOUT ROWID;

        CREATE TABLE outbox (
            handoff TEXT PRIMARY KEY,
            system TEXT NOT NULL,
            key TEXT NOT NULL,
            not_before INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            lease_until INTEGER, lease_holder TEXT
        ) WITHOUT ROWID;
        CREATE INDEX outbox_by_time ON outbox (system, not_before);

        CREATE TABLE viewed (
            handoff TEXT NOT NULL, person TEXT NOT NULL, digest BLOB NOT NULL, sha256 BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (handoff, person, digest, sha256)
        ) WITHOUT ROWID;
        CREATE TABLE unmanaged (
            contract TEXT NOT NULL, agent TEXT NOT NULL, workflow TEXT NOT NULL,
            count INTEGER NOT NULL, last_at INTEGER NOT NULL,
            PRIMARY KEY (contract, agent, workflow)
        ) WITHOUT ROWID;
        """

    /// The queue by cells: what is counted together, and in each order found by an index. A slot is a cell in a state.
    private static let cells = """
        ALTER TABLE handoff RENAME TO handoff_before_cells;
        DROP INDEX handoff_in_queue;
        DROP INDEX handoff_by_state;
        DROP INDEX handoff_by_group;
        DROP INDEX handoff_on_record;
        DROP INDEX handoff_by_content;
        DROP TABLE queue_count;

        CREATE TABLE queue_cell (
            number INTEGER PRIMARY KEY,
            owner TEXT NOT NULL, band TEXT NOT NULL, band_rank INTEGER NOT NULL,
            contract TEXT NOT NULL, system TEXT NOT NULL, taker TEXT NOT NULL,
            UNIQUE (owner, band_rank, band, contract, system, taker)
        );
        CREATE TABLE queue_count (slot INTEGER PRIMARY KEY, count INTEGER NOT NULL);
        CREATE TABLE queue_day (
            slot INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (slot, day)
        ) WITHOUT ROWID;

        CREATE TABLE handoff (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            slot INTEGER NOT NULL, state TEXT NOT NULL,
            contract_version INTEGER NOT NULL,
            title TEXT NOT NULL,
            due INTEGER NOT NULL,
            confidence TEXT, confidence_key REAL NOT NULL,
            stake TEXT, stake_key REAL NOT NULL,
            version INTEGER NOT NULL, digest BLOB NOT NULL,
            submitted_at INTEGER NOT NULL,
            step TEXT,
            system TEXT NOT NULL, record TEXT NOT NULL, reference TEXT,
            content_hash BLOB NOT NULL
        );
        """

    /// From which event on which edition of the program's rules holds.
    private static let editions = """
        CREATE TABLE edition (number INTEGER PRIMARY KEY, sequence INTEGER NOT NULL);
        INSERT INTO edition VALUES (1, 0);
        """

    /// The edition of the rules by which a configuration file's text is read: that under which this version first took effect.
    private static let editionsOfConfiguration = """
        ALTER TABLE configuration ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
        """

    /// The events that happened to no handoff: what was in force when another one was written is told by them.
    private static let eventsOfTheStore = """
        CREATE INDEX event_of_store ON event (sequence) WHERE handoff IS NULL;
        """

    /// The keys by which contracts relate handoffs. `standing` is where the handoff stands: those that were let through come first.
    private static let relatedKeys = """
        CREATE TABLE related_key (
            key BLOB NOT NULL, standing INTEGER NOT NULL, at INTEGER NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (key, standing, at, number)
        ) WITHOUT ROWID;
        CREATE INDEX related_key_of_handoff ON related_key (number);
        """

    /// What is pending, in the order in which it is due, whatever cell it is in: where most cells are wanted, this is faster than
    /// merging them. What is decided leaves it. The states are those that were pending when this migration was made: if ever others
    /// are, `PendingReader` finds no index for them until a new migration makes one.
    private static let pendingByDue = """
        CREATE INDEX handoff_pending_by_due ON handoff (due, number, slot, state)
            WHERE state IN ('proposed', 'escalated');
        """

    /// Moves of the queue that are noted and not yet carried out. What is pending by due goes by the place that a row has in the other
    /// orders too, so that a move that is only noted changes none of them.
    private static let moves = """
        CREATE TABLE queue_move (
            number INTEGER PRIMARY KEY,
            from_slot INTEGER NOT NULL, from_due INTEGER NOT NULL,
            slot INTEGER NOT NULL, due INTEGER NOT NULL,
            confidence_key REAL NOT NULL, stake_key REAL NOT NULL
        );
        DROP INDEX handoff_pending_by_due;
        CREATE INDEX handoff_pending_by_due ON handoff (due, number, slot) WHERE slot & 7 IN (1, 2);
        """

    // The number ends every index, in so many words: only then is a place among equal keys found without walking over them.
    private static let cellIndexes = """
        DROP TABLE handoff_before_cells;
        DROP TABLE queue_group;
        CREATE INDEX handoff_by_age ON handoff (slot, number);
        CREATE INDEX handoff_by_due ON handoff (slot, due, number);
        CREATE INDEX handoff_by_confidence ON handoff (slot, confidence_key, number);
        CREATE INDEX handoff_by_stake ON handoff (slot, stake_key, number);
        CREATE INDEX handoff_on_record ON handoff (system, record, reference) WHERE reference IS NOT NULL;
        CREATE INDEX handoff_by_content ON handoff (content_hash);
        """
}
