using AdminConsole.Domain.Model;
using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Imports;

/// <summary>The binary COPY of one portion into the session's own tables: <see cref="PlanSql.Tables"/>.</summary>
internal static class ReadCopy
{
    private const string Lines = """
        COPY read_lines (ordinal, file, number, refused, reasons, cells, school_id, profile, external_id, has_external, national_id, civility, family_name, given_name, usage_name,
            family_key, given_key, name_words, birth_date, class_name, email, mobile, language, new_id, identity, person_key, name_key, row_key)
        FROM STDIN (FORMAT binary)
        """;

    public static async Task FillAsync(NpgsqlConnection connection, ReadPortion portion, CancellationToken cancel)
    {
        await using (var copy = await connection.BeginBinaryImportAsync(Lines, cancel))
        {
            foreach (var read in portion.Lines) await WriteAsync(copy, read, cancel);
            await copy.CompleteAsync(cancel);
        }
        if (!portion.Lines.Exists(read => read.Line.Children.Count > 0)) return;
        await using var children = await connection.BeginBinaryImportAsync("COPY read_children FROM STDIN (FORMAT binary)", cancel);
        foreach (var read in portion.Lines.Where(read => !read.Line.IsRefused && read.Line.Children.Count > 0))
        {
            for (var place = 0; place < read.Line.Children.Count; place++) await WriteAsync(children, read, place, cancel);
        }
        await children.CompleteAsync(cancel);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, ReadLine read, CancellationToken cancel)
    {
        var line = read.Line;
        await copy.StartRowAsync(cancel);
        await copy.WriteAsync(read.Ordinal, NpgsqlDbType.Integer, cancel);
        await copy.WriteAsync(line.File, NpgsqlDbType.Smallint, cancel);
        await copy.WriteAsync(line.Number, NpgsqlDbType.Integer, cancel);
        await copy.WriteAsync(line.IsRefused, NpgsqlDbType.Boolean, cancel);
        await copy.WriteAsync(line.Reasons.Count == 0 ? [] : line.Reasons.Select(reason => (short)reason).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Smallint, cancel);
        if (line.IsRefused) await copy.WriteAsync(line.Cells.Take(200).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
        else await copy.WriteNullAsync(cancel);
        await WriteAsync(copy, line.School?.Id, NpgsqlDbType.Uuid, cancel);
        await WriteAsync(copy, (short?)line.Profile, NpgsqlDbType.Smallint, cancel);
        await WriteAsync(copy, read.ExternalId, cancel);
        await copy.WriteAsync(line.ExternalId is not null, NpgsqlDbType.Boolean, cancel);
        await WriteAsync(copy, line.NationalId, cancel);
        await copy.WriteAsync((short)line.Civility, NpgsqlDbType.Smallint, cancel);
        await copy.WriteAsync(line.FamilyName, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(line.GivenName, NpgsqlDbType.Text, cancel);
        await WriteAsync(copy, line.UsageName, cancel);
        await copy.WriteAsync(read.FamilyKey, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(read.GivenKey, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(read.NameWords, NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
        await WriteAsync(copy, line.BirthDate, NpgsqlDbType.Date, cancel);
        await WriteAsync(copy, line.ClassName, cancel);
        await WriteAsync(copy, line.Email, cancel);
        await WriteAsync(copy, line.Mobile, cancel);
        await WriteAsync(copy, line.Language, cancel);
        await copy.WriteAsync(read.NewId, NpgsqlDbType.Uuid, cancel);
        await WriteAsync(copy, read.Identity, NpgsqlDbType.Uuid, cancel);
        await WriteAsync(copy, read.PersonKey, NpgsqlDbType.Uuid, cancel);
        await WriteAsync(copy, read.NameKey, NpgsqlDbType.Uuid, cancel);
        await copy.WriteAsync(read.RowKey, NpgsqlDbType.Uuid, cancel);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, ReadLine read, int place, CancellationToken cancel)
    {
        var child = read.Line.Children[place];
        string familyKey = Folding.Fold(child.FamilyName), givenKey = Folding.Fold(child.GivenName);
        await copy.StartRowAsync(cancel);
        await copy.WriteAsync(read.Ordinal, NpgsqlDbType.Integer, cancel);
        await copy.WriteAsync((short)place, NpgsqlDbType.Smallint, cancel);
        await WriteAsync(copy, child.ExternalId, cancel);
        Guid? identity = child.ExternalId is { } id ? LineKeys.Of("id", id) : null;
        Guid? name = identity is null ? ReadLine.NameKeyOf(read.Line.School!.Id, familyKey, givenKey) : null;
        await WriteAsync(copy, identity, NpgsqlDbType.Uuid, cancel);
        await WriteAsync(copy, name, NpgsqlDbType.Uuid, cancel);
        await copy.WriteAsync(read.Line.School!.Id, NpgsqlDbType.Uuid, cancel);
        await copy.WriteAsync(familyKey, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(givenKey, NpgsqlDbType.Text, cancel);
        await WriteAsync(copy, child.BirthDate, NpgsqlDbType.Date, cancel);
        await WriteAsync(copy, child.ClassName, cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancel) =>
        text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancel) where T : struct =>
        value is { } known ? copy.WriteAsync(known, type, cancel) : copy.WriteNullAsync(cancel);
}
