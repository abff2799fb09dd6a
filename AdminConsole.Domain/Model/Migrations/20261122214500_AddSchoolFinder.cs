using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdminConsole.Domain.Model.Migrations;

/// <summary>
/// Columns by which a school is found, kept by the database whoever writes the school: EF Core knows nothing of them. The fold is
/// <see cref="Folding.Fold"/> for Latin letters, in SQL. A lexeme is everything from the beginning of a word to the end of its name, joined:
/// « Boissy-l'Étang » gives boissyletang, letang and etang, so that the first letters of a word find it, and so does the joined form.
/// </summary>
[DbContext(typeof(AdminDb))]
[Migration("20261122214500_AddSchoolFinder")]
public sealed class AddSchoolFinder : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE FUNCTION school_fold(p_text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN btrim(regexp_replace(lower(replace(replace(replace(translate(
            regexp_replace(normalize(p_text, NFKD) COLLATE "C", '[\u0300-\u036F]', '', 'g'),
            'ŒÆẞØŁĐøłđı', 'œæßoldoldi'), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss') COLLATE "C"), '[^a-z0-9]+', ' ', 'g'));

        -- What the beginning of is matched first: without « Collège de la » before it, St as Saint, joined.
        CREATE FUNCTION school_key(p_text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN replace(regexp_replace(regexp_replace(regexp_replace(school_fold(p_text),
            '^((college|colleges|clg) )?((de|du|des|d|la|le|les|l) )*', ''), '\mst\M', 'saint', 'g'), '\mste\M', 'sainte', 'g'), ' ', '');

        -- Saint, Sainte, St and Ste stand for each other; every school is a « collège », which tells none apart.
        CREATE FUNCTION school_lexemes(p_name text, p_town text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT array_to_tsvector(ARRAY(
                SELECT DISTINCT first || array_to_string(words[place + 1 :], '')
                FROM (SELECT string_to_array(school_fold(p_name), ' ') UNION ALL SELECT string_to_array(school_fold(p_town), ' ')) part(words),
                    LATERAL generate_subscripts(words, 1) place,
                    LATERAL unnest(CASE WHEN words[place] IN ('saint', 'sainte', 'st', 'ste') THEN ARRAY['saint', 'sainte', 'st', 'ste'] ELSE words[place : place] END) first
                WHERE words[place] NOT IN ('', 'college', 'colleges', 'clg')))
        $$;

        ALTER TABLE schools
            ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (school_key(name)) STORED,
            ADD COLUMN town_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (school_key(town)) STORED,
            ADD COLUMN lexemes tsvector NOT NULL GENERATED ALWAYS AS (school_lexemes(name, town)) STORED;
        CREATE INDEX ix_schools_lexemes ON schools USING gin (lexemes);
        CREATE INDEX ix_schools_town_key ON schools (town_key, name_key, uai);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE schools DROP COLUMN lexemes, DROP COLUMN town_key, DROP COLUMN name_key;
        DROP FUNCTION school_lexemes, school_key, school_fold;
        """);
}
