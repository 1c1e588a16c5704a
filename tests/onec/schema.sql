-- The books of the stand-in. Money and quantities are exact decimals kept as
-- text (column type DECTEXT, turned into Decimal when read).

CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS number (series TEXT PRIMARY KEY, last INTEGER NOT NULL);

-- Reference data: the object itself is JSON, columns are what is searched by.
CREATE TABLE IF NOT EXISTS reference (
    guid TEXT PRIMARY KEY,
    kind TEXT NOT NULL,          -- group, property, price_type, warehouse, unit, organisation
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS good (
    guid TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    article TEXT NOT NULL,
    name TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    garbage INTEGER NOT NULL DEFAULT 0,   -- made by an order that named an unknown good
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS good_article ON good (article);

CREATE TABLE IF NOT EXISTS price (
    good TEXT NOT NULL, characteristic TEXT NOT NULL, price_type TEXT NOT NULL,
    price DECTEXT NOT NULL,
    PRIMARY KEY (good, characteristic, price_type)
) WITHOUT ROWID;

-- Goods that lie in the warehouse, reserved or not.
CREATE TABLE IF NOT EXISTS stock (
    good TEXT NOT NULL, characteristic TEXT NOT NULL, warehouse TEXT NOT NULL,
    quantity DECTEXT NOT NULL,
    PRIMARY KEY (good, characteristic, warehouse)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS arrival (
    good TEXT NOT NULL, characteristic TEXT NOT NULL, warehouse TEXT NOT NULL,
    date TEXT NOT NULL, quantity DECTEXT NOT NULL, confirmed INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE IF NOT EXISTS partner (
    guid TEXT PRIMARY KEY,
    site_id TEXT,
    name TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    garbage INTEGER NOT NULL DEFAULT 0,
    data TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS entity (
    guid TEXT PRIMARY KEY,
    partner TEXT NOT NULL REFERENCES partner (guid),
    site_id TEXT,
    name TEXT NOT NULL,
    inn TEXT NOT NULL,
    kpp TEXT NOT NULL,           -- '' where there is none
    garbage INTEGER NOT NULL DEFAULT 0,
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS entity_inn ON entity (inn, kpp);

CREATE TABLE IF NOT EXISTS contract (
    guid TEXT PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity (guid),
    organisation TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    data TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS individual_price (
    guid TEXT PRIMARY KEY,
    partner TEXT NOT NULL, good TEXT NOT NULL, characteristic TEXT NOT NULL,
    price DECTEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);

-- Заказ клиента. The site's number is what both channels search by.
CREATE TABLE IF NOT EXISTS customer_order (
    guid TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    date TEXT NOT NULL,
    origin TEXT NOT NULL,        -- http, soap, phone
    site_number TEXT UNIQUE,
    site_date TEXT,
    site_version INTEGER,
    kind TEXT NOT NULL DEFAULT 'Sale',
    payment_mode TEXT NOT NULL DEFAULT 'Prepayment',
    posted INTEGER NOT NULL DEFAULT 1,
    deleted INTEGER NOT NULL DEFAULT 0,
    stage TEXT NOT NULL DEFAULT 'approval',  -- approval, confirmed, picking
    closed INTEGER NOT NULL DEFAULT 0,
    organisation TEXT NOT NULL,
    partner TEXT NOT NULL,
    entity TEXT NOT NULL,
    contract TEXT,
    warehouse TEXT NOT NULL,
    currency TEXT NOT NULL DEFAULT 'RUB',
    vat_included INTEGER NOT NULL DEFAULT 1,
    reserve_until TEXT,
    wanted_date TEXT,
    ship_whole INTEGER NOT NULL DEFAULT 0,
    customer_number TEXT,
    comment TEXT
);

CREATE TABLE IF NOT EXISTS order_line (
    order_guid TEXT NOT NULL REFERENCES customer_order (guid),
    line_no INTEGER NOT NULL,
    good TEXT NOT NULL, characteristic TEXT NOT NULL DEFAULT '',
    unit_code TEXT NOT NULL,
    factor DECTEXT NOT NULL DEFAULT '1',     -- base units in one unit of the line
    quantity DECTEXT NOT NULL,
    price DECTEXT NOT NULL,
    vat_rate TEXT NOT NULL,
    vat_sum DECTEXT NOT NULL,
    sum DECTEXT NOT NULL,
    reserved DECTEXT NOT NULL DEFAULT '0',
    shipped DECTEXT NOT NULL DEFAULT '0',
    cancelled INTEGER NOT NULL DEFAULT 0,
    cancel_reason TEXT,
    PRIMARY KEY (order_guid, line_no)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS order_change (
    key TEXT PRIMARY KEY,
    order_guid TEXT NOT NULL,
    kind TEXT NOT NULL,          -- Change, Cancel
    state TEXT NOT NULL,         -- Pending, Accepted, Refused
    reason TEXT,
    decided_at TEXT,
    payload TEXT
);

CREATE TABLE IF NOT EXISTS payment (
    guid TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    order_guid TEXT,
    organisation TEXT NOT NULL, entity TEXT NOT NULL, contract TEXT,
    sum DECTEXT NOT NULL,
    incoming_number TEXT,
    deleted INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS shipment (
    guid TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    order_guid TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'Shipped',
    state_date TEXT,
    tracking TEXT NOT NULL DEFAULT '[]',     -- JSON list of {carrier, number, url}
    deleted INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS shipment_line (
    shipment TEXT NOT NULL REFERENCES shipment (guid),
    line_no INTEGER NOT NULL,
    order_line INTEGER NOT NULL,
    quantity DECTEXT NOT NULL,
    vat_sum DECTEXT NOT NULL,
    sum DECTEXT NOT NULL,
    PRIMARY KEY (shipment, line_no)
) WITHOUT ROWID;

-- Invoices and what follows a shipment. Lines are a snapshot in JSON.
CREATE TABLE IF NOT EXISTS document (
    guid TEXT PRIMARY KEY,
    kind TEXT NOT NULL,          -- as DocumentKind of the contract
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    order_guid TEXT, shipment TEXT, basis TEXT, replaces TEXT,
    organisation TEXT NOT NULL, entity TEXT NOT NULL, contract TEXT,
    total DECTEXT NOT NULL,
    vat_total DECTEXT NOT NULL,
    pay_until TEXT,
    edi_state TEXT NOT NULL DEFAULT 'None',
    edi_date TEXT,
    annulled INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    lines TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS document_order ON document (order_guid);

CREATE TABLE IF NOT EXISTS invoice_request (
    id TEXT PRIMARY KEY,
    order_guid TEXT NOT NULL,
    sum DECTEXT,
    replaces TEXT,
    ready_at REAL NOT NULL,
    document TEXT
);

-- What the contractor sends: claims, shipment requests, reconciliations,
-- uploaded documents, requests for originals, consignment reports.
CREATE TABLE IF NOT EXISTS request (
    guid TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    site_id TEXT,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    entity TEXT,
    order_guid TEXT,
    state TEXT NOT NULL,
    payload TEXT NOT NULL,       -- JSON as it came
    answer TEXT NOT NULL DEFAULT '{}',
    UNIQUE (kind, site_id)
);

CREATE TABLE IF NOT EXISTS file (
    guid TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    content BLOB NOT NULL
);

-- Every change of an object that SOAP reports, in order; tokens point here.
CREATE TABLE IF NOT EXISTS change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mark TEXT NOT NULL,          -- random: tells a restored backup from the future
    kind TEXT NOT NULL,
    object TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS change_kind ON change (kind, seq);

-- What the site exchange still has to send (регистрация изменений of the node).
CREATE TABLE IF NOT EXISTS registered (
    kind TEXT NOT NULL,          -- good, offer, order
    object TEXT NOT NULL,
    message INTEGER,             -- number of the message it went out with
    PRIMARY KEY (kind, object)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    digest TEXT NOT NULL,
    response BLOB NOT NULL,
    PRIMARY KEY (operation, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,          -- garbage, skipped, vat, leak, session, soap, …
    text TEXT NOT NULL
);

-- Misbehaviour to come: "the next N calls of this operation".
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation TEXT NOT NULL,     -- '*' for any
    moment TEXT NOT NULL,        -- before, during, after, half, slow, fault, business, http500
    remaining INTEGER NOT NULL,
    argument TEXT
);
