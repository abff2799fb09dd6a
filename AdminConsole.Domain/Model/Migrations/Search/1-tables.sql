-- What a search reads, derived from accounts and memberships by the triggers of 2-upkeep.sql and by nothing else.
--
-- A row of search_people is one account in one place during one unbroken stretch of days. A place is a school, or the
-- whole département (the zero uuid), so that every scope is answered by the same index. Ends are exclusive. Stretches
-- of one account in one place never overlap: on any day at most one counts, and a membership that ends drops out of
-- the answers by itself.
-- Keys are cut to 100 characters and words to 250, to stay under PostgreSQL's limit for an index row.
CREATE TABLE search_people (
    scope uuid NOT NULL,
    account_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    family text COLLATE "C" NOT NULL,      -- folded, without blanks: « Le Goff » sorts and begins as legoff
    given text COLLATE "C" NOT NULL,
    words text COLLATE "C" NOT NULL,       -- « goff le legoff yann », with a blank before each word
    identifiers text COLLATE "C",          -- login, alias, address, number and external id, a blank before each; in a school's row only
    profile smallint NOT NULL,
    schools uuid[],                        -- every place of the account; in the département's row only
    PRIMARY KEY (scope, account_id, starts_on)
);
CREATE INDEX search_people_family ON search_people (scope, family, given, account_id) INCLUDE (starts_on, ends_on, words, profile, schools);

-- Identifiers are looked up where they are: login_names, accounts.id and accounts.external_id have their index.
CREATE INDEX accounts_email_searched ON accounts ((lower(email) COLLATE "C")) WHERE email IS NOT NULL;
CREATE INDEX accounts_mobile_searched ON accounts (mobile) WHERE mobile IS NOT NULL;

-- One row for each word of a name that the family name does not begin with: those are found through search_people.
CREATE TABLE search_words (
    scope uuid NOT NULL,
    word text COLLATE "C" NOT NULL,
    family text COLLATE "C" NOT NULL,
    given text COLLATE "C" NOT NULL,
    account_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    words text COLLATE "C" NOT NULL
);
CREATE INDEX search_words_word ON search_words (scope, word, family, given, account_id) INCLUDE (starts_on, ends_on, words);

-- Every word that a name ever had, and how it sounds. Not unique by constraint: two loads must not wait for each other
-- over a new name, and a word that is there twice does no harm.
CREATE TABLE search_lexicon (
    word text COLLATE "C" NOT NULL,
    sound text COLLATE "C" NOT NULL
);
CREATE INDEX search_lexicon_word ON search_lexicon (word);
CREATE INDEX search_lexicon_sound ON search_lexicon (sound);
