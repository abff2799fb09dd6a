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
    login text COLLATE "C" NOT NULL,
    alias text COLLATE "C",
    email text COLLATE "C",
    mobile text COLLATE "C",
    external_id text COLLATE "C",
    profile smallint NOT NULL,
    schools uuid[],                        -- every place of the account; in the département's row only
    PRIMARY KEY (scope, account_id, starts_on)
);
CREATE INDEX search_people_family ON search_people (scope, family, given, account_id) INCLUDE (starts_on, ends_on, words, profile, schools);
CREATE INDEX search_people_login ON search_people (scope, login);
CREATE INDEX search_people_alias ON search_people (scope, alias) WHERE alias IS NOT NULL;
CREATE INDEX search_people_email ON search_people (scope, "left"(email, 40)) WHERE email IS NOT NULL;
CREATE INDEX search_people_mobile ON search_people (scope, mobile) WHERE mobile IS NOT NULL;
CREATE INDEX search_people_external_id ON search_people (scope, "left"(external_id, 12)) WHERE external_id IS NOT NULL;

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
