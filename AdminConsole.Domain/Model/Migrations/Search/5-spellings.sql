-- Words that are written or sound nearly so: the same sound first, then one letter too many, missing, wrong or swapped.
-- All of them are beginnings, since what is typed may be one; a last letter too many gives whole words only.
CREATE FUNCTION search_spellings(p_word text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(x.word ORDER BY x.quality, length(x.word) DESC, x.word), '{}') FROM (
        SELECT e.word, min(e.quality) AS quality FROM (
            (SELECT l.word, 0 AS quality FROM search_lexicon l
             WHERE l.sound = search_sound(p_word) ORDER BY abs(length(l.word) - length(p_word)), l.word LIMIT 12)
            UNION ALL
            SELECT e.word, e.quality FROM (
                SELECT "left"(p_word, i - 1) || substr(p_word, i + 1, 1) || substr(p_word, i, 1) || substr(p_word, i + 2), 1 FROM generate_series(1, length(p_word) - 1) i
                UNION
                SELECT "left"(p_word, i - 1) || substr(p_word, i + 1), 1 FROM generate_series(1, length(p_word) - 1) i
                UNION
                SELECT "left"(p_word, i - 1) || c || substr(p_word, i + 1), 2 FROM generate_series(1, length(p_word)) i, regexp_split_to_table('abcdefghijklmnopqrstuvwxyz', '') c
                UNION
                SELECT "left"(p_word, i - 1) || c || substr(p_word, i), 2 FROM generate_series(1, length(p_word)) i, regexp_split_to_table('abcdefghijklmnopqrstuvwxyz', '') c) e(word, quality)
            WHERE e.word <> p_word
                AND EXISTS (SELECT FROM search_lexicon l WHERE l.word >= e.word AND l.word < e.word || U&'\+10FFFF')
            UNION ALL
            SELECT l.word, 1 FROM search_lexicon l WHERE l.word = "left"(p_word, -1)) e
        GROUP BY e.word ORDER BY 2, length(e.word) DESC, 1 LIMIT 40) x
$$;

-- The names nearest to what was typed, in the order of search_spellings. Several words: the one that nobody bears is
-- replaced; when each is somebody's, each in turn. A word longer than any name is no misspelt one, and would be the
-- costlier the longer it is.
CREATE FUNCTION search_near(p_words text[], p_schools uuid[], p_everywhere boolean, p_wanted int) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_found uuid[] := '{}'; v_word text; v_near text; v_tries int := 40; v_unknown int[]; i int;
BEGIN
    IF cardinality(p_words) > 6 OR EXISTS (SELECT FROM unnest(p_words) w(word) WHERE length(w.word) > 30) THEN RETURN v_found; END IF;
    v_unknown := ARRAY(
        SELECT w.place FROM unnest(p_words) WITH ORDINALITY w(word, place)
        WHERE NOT EXISTS (SELECT FROM search_lexicon l WHERE l.word >= w.word AND l.word < w.word || U&'\+10FFFF'));
    IF cardinality(v_unknown) > 1 THEN
        -- Two wrong words: the best three spellings of each, in every combination.
        IF cardinality(v_unknown) > 2 THEN RETURN v_found; END IF;
        FOREACH v_word IN ARRAY (search_spellings(p_words[v_unknown[1]]))[1:3] LOOP
            FOREACH v_near IN ARRAY (search_spellings(p_words[v_unknown[2]]))[1:3] LOOP
                p_words[v_unknown[1]] := v_word; p_words[v_unknown[2]] := v_near;
                v_found := v_found || search_many_words(p_words, p_schools, p_everywhere, v_found, p_wanted - cardinality(v_found));
                IF cardinality(v_found) >= p_wanted THEN RETURN v_found; END IF;
            END LOOP;
        END LOOP;
        RETURN v_found;
    END IF;
    FOR i IN 1 .. cardinality(p_words) LOOP
        CONTINUE WHEN length(p_words[i]) < 3 OR (cardinality(v_unknown) = 1 AND i <> v_unknown[1]);
        FOREACH v_near IN ARRAY search_spellings(p_words[i]) LOOP
            v_found := v_found || CASE WHEN cardinality(p_words) = 1
                THEN search_one_word(v_near, p_schools, p_everywhere, v_found, p_wanted - cardinality(v_found))
                ELSE search_many_words(p_words[:i - 1] || v_near || p_words[i + 1:], p_schools, p_everywhere, v_found, p_wanted - cardinality(v_found)) END;
            v_tries := v_tries - 1;
            IF cardinality(v_found) >= p_wanted OR v_tries = 0 THEN RETURN v_found; END IF;
        END LOOP;
    END LOOP;
    RETURN v_found;
END $$;
