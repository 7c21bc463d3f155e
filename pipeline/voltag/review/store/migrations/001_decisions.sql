-- The reviewers' database, first version. docs/review-database.md explains it.
-- Times are UTC in ISO 8601. Lists are JSON arrays. Yes and no are 1 and 0.

-- What was loaded ----------------------------------------------------------------

CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    folder TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    voltag TEXT NOT NULL,
    model TEXT NOT NULL,
    started TEXT NOT NULL,
    settings TEXT NOT NULL,
    documents INTEGER NOT NULL DEFAULT 0,
    passages INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE documents (
    document INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    year INTEGER,
    languages TEXT NOT NULL,
    pages INTEGER NOT NULL,
    status TEXT NOT NULL,
    references_volunteering INTEGER,
    ownership INTEGER,
    integration INTEGER,
    measurement INTEGER,
    rules TEXT NOT NULL,
    needs_review INTEGER NOT NULL,
    is_current INTEGER NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (run),
    verdict TEXT NOT NULL,
    reviewed_verdict TEXT,
    page_list TEXT NOT NULL,
    unread_tables TEXT NOT NULL,
    loaded_sha256 TEXT NOT NULL
);

CREATE INDEX documents_by_place ON documents (place);

CREATE TABLE passages (
    passage INTEGER PRIMARY KEY AUTOINCREMENT,
    passage_id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (document),
    position INTEGER NOT NULL,
    page INTEGER NOT NULL,
    is_flagged INTEGER NOT NULL,
    is_added INTEGER NOT NULL DEFAULT 0,
    is_lookalike INTEGER NOT NULL DEFAULT 0,
    is_second INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'undecided',
    language TEXT NOT NULL,
    section_code TEXT,
    in_results_framework INTEGER NOT NULL,
    reference TEXT NOT NULL,
    contribution REAL NOT NULL,
    ownership REAL NOT NULL,
    integration REAL NOT NULL,
    measurement REAL NOT NULL,
    in_doubt TEXT NOT NULL,
    objectives TEXT NOT NULL,
    codes TEXT NOT NULL,
    implicit INTEGER NOT NULL,
    polarity TEXT NOT NULL,
    expected_changes REAL NOT NULL DEFAULT 0,
    near_identical_to INTEGER,
    text_sha256 TEXT NOT NULL,
    settled TEXT,
    settled_by TEXT,
    settled_objectives TEXT,
    settled_codes TEXT,
    text TEXT NOT NULL
);

CREATE INDEX passages_by_place ON passages (document, page, position);
CREATE INDEX passages_by_hash ON passages (document, text_sha256);
CREATE INDEX passages_by_flag ON passages (is_flagged, state, document, page, position);
CREATE INDEX passages_by_group ON passages (near_identical_to)
    WHERE near_identical_to IS NOT NULL;
CREATE INDEX passages_by_state ON passages (state) WHERE state <> 'undecided';

-- The orders of review/orders.py over all passages; a queue keeps to them.
CREATE TABLE passage_orders (
    queue_order TEXT NOT NULL,
    rank INTEGER NOT NULL,
    passage INTEGER NOT NULL REFERENCES passages (passage) ON DELETE CASCADE,
    PRIMARY KEY (queue_order, rank)
) WITHOUT ROWID;

CREATE INDEX passage_orders_by_passage ON passage_orders (passage);

CREATE TABLE passage_records (
    passage INTEGER PRIMARY KEY REFERENCES passages (passage) ON DELETE CASCADE,
    record TEXT NOT NULL
);

-- Words as voltag.review.store.search makes them: Chinese as pairs of characters.
CREATE VIRTUAL TABLE passage_words USING fts5 (words, tokenize = 'unicode61', prefix = '2 3');

-- People -------------------------------------------------------------------------

CREATE TABLE reviewers (
    reviewer INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    created_at TEXT NOT NULL
);

CREATE TABLE access_tokens (
    access_token INTEGER PRIMARY KEY,
    reviewer INTEGER NOT NULL REFERENCES reviewers (reviewer),
    token_sha256 TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    revoked_at TEXT
);

-- The log of decisions: only ever added to ----------------------------------------

CREATE TABLE decisions (
    entry INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id TEXT NOT NULL,
    member INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('judgement', 'retest', 'adjudication', 'addition',
        'placement', 'undo', 'sign_off', 'sign_off_withdrawn', 'adoption', 'roll_back')),
    purpose TEXT CHECK (purpose IN ('first', 'second', 'audit', 'retest', 'adjudication')),
    reviewer INTEGER NOT NULL REFERENCES reviewers (reviewer),
    decided_at TEXT NOT NULL,
    run INTEGER REFERENCES runs (run),
    model TEXT NOT NULL,
    document_id TEXT,
    passage_id TEXT,
    page INTEGER,
    language TEXT,
    text_sha256 TEXT,
    text TEXT,
    spans TEXT,
    answer TEXT CHECK (answer IN ('accept', 'correct', 'not_volunteering', 'unsure')),
    reference TEXT CHECK (reference IN ('none', 'bare', 'contribution')),
    objectives TEXT,
    codes TEXT,
    b4_kind TEXT,
    implicit INTEGER,
    polarity TEXT CHECK (polarity IN ('positive', 'neutral', 'negative')),
    comment TEXT,
    misleading TEXT,
    clause TEXT,
    seconds REAL,
    scores_hidden INTEGER,
    is_blind INTEGER,
    previous_entry INTEGER REFERENCES decisions (entry),
    previous TEXT,
    machine TEXT,
    linked TEXT,
    concerns INTEGER REFERENCES decisions (entry),
    note TEXT,
    machine_verdict TEXT,
    reviewed_verdict TEXT,
    UNIQUE (decision_id, member)
);

CREATE INDEX decisions_by_anchor ON decisions (document_id, text_sha256);
CREATE INDEX decisions_by_reviewer ON decisions (reviewer, entry);
CREATE INDEX decisions_taken_back ON decisions (concerns) WHERE concerns IS NOT NULL;
CREATE INDEX decisions_by_kind ON decisions (kind, document_id);

CREATE TRIGGER decisions_are_not_changed BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'the log of decisions is only ever added to');
END;

CREATE TRIGGER decisions_are_not_deleted BEFORE DELETE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'the log of decisions is only ever added to');
END;

-- INSERT OR REPLACE would delete without asking the trigger above.
CREATE TRIGGER decisions_are_not_replaced BEFORE INSERT ON decisions
WHEN EXISTS (
    SELECT 1 FROM decisions
    WHERE entry = NEW.entry OR (decision_id = NEW.decision_id AND member = NEW.member)
)
BEGIN
    SELECT RAISE(ABORT, 'the log of decisions is only ever added to');
END;

-- Where each decision stands now: found by its anchor at each loading.
CREATE TABLE places (
    entry INTEGER PRIMARY KEY REFERENCES decisions (entry),
    passage INTEGER REFERENCES passages (passage),
    found TEXT NOT NULL CHECK (found IN ('exact', 'near', 'by_hand', 'added', 'without')),
    reason TEXT,
    nearest INTEGER,
    similarity REAL
);

CREATE INDEX places_by_passage ON places (passage);

-- Decisions that nobody took back, each where it stands now.
CREATE VIEW valid_decisions AS
SELECT d.*, r.name AS reviewer_name, p.passage, p.found
FROM decisions d
JOIN reviewers r ON r.reviewer = d.reviewer
LEFT JOIN places p ON p.entry = d.entry
WHERE d.kind IN ('judgement', 'retest', 'adjudication', 'addition')
    AND NOT EXISTS (
        SELECT 1 FROM decisions u WHERE u.concerns = d.entry AND u.kind = 'undo'
    );

-- Several reviewers ---------------------------------------------------------------

CREATE TABLE second_reviews (
    second_review INTEGER PRIMARY KEY,
    share REAL NOT NULL CHECK (share BETWEEN 0 AND 1),
    seed INTEGER NOT NULL,
    reviewer INTEGER NOT NULL REFERENCES reviewers (reviewer),
    made_at TEXT NOT NULL
);

CREATE TABLE retests (
    retest INTEGER PRIMARY KEY,
    reviewer INTEGER NOT NULL REFERENCES reviewers (reviewer),
    first_entry INTEGER NOT NULL REFERENCES decisions (entry),
    offered_at TEXT NOT NULL,
    second_entry INTEGER REFERENCES decisions (entry),
    UNIQUE (reviewer, first_entry)
);

CREATE TABLE audits (
    audit INTEGER PRIMARY KEY,
    reviewer INTEGER NOT NULL REFERENCES reviewers (reviewer),
    made_at TEXT NOT NULL,
    seed INTEGER NOT NULL,
    documents TEXT NOT NULL,
    rejected INTEGER NOT NULL
);

CREATE TABLE audit_passages (
    audit INTEGER NOT NULL REFERENCES audits (audit),
    draw INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    passage_id TEXT NOT NULL,
    page INTEGER NOT NULL,
    text_sha256 TEXT NOT NULL,
    PRIMARY KEY (audit, draw)
) WITHOUT ROWID;

CREATE INDEX audit_passages_by_id ON audit_passages (passage_id);
