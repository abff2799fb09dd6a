using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Import;

/// <summary>
/// Temporary tables of one connection and the binary COPY into them. They are the application role's own: it needs no right
/// on the structure of the real ones.
/// </summary>
internal static class Staging
{
    private const string Tables = """
        CREATE TEMP TABLE staged_schools (
            id uuid, uai text COLLATE "C", name text, town text, public_page_url text, contact_email text, contact_phone text, closed_on date);
        CREATE TEMP TABLE staged_accounts (
            ordinal int, id uuid, has_id boolean, external_id text COLLATE "C", national_id text COLLATE "C", source smallint, profile smallint,
            civility smallint, family_name text, given_name text, usage_name text, family_key text COLLATE "C", given_key text COLLATE "C",
            name_words text[], birth_date date, login_proposed text COLLATE "C", email text, email_state smallint, email_source smallint,
            mobile text COLLATE "C", mobile_state smallint, mobile_source smallint, language text, password_hash text, activated_at timestamptz,
            last_sign_in_at timestamptz, blocked_at timestamptz, blocked_reason text, blocked_until timestamptz, federated_with text,
            created_at timestamptz, modified_at timestamptz);
        CREATE TEMP TABLE staged_memberships (ordinal int, id uuid, school_id uuid, class_name text, starts_on date, ends_on date);
        CREATE TEMP TABLE staged_grants (ordinal int, id uuid, function smallint, school_id uuid, may_export boolean);
        CREATE TEMP TABLE staged_children (ordinal int, child_id uuid, child_external_id text COLLATE "C");
        CREATE TEMP TABLE staged_known (ordinal int PRIMARY KEY, account_id uuid);
        CREATE TEMP TABLE staged_logins (name text COLLATE "C" PRIMARY KEY, ordinal int UNIQUE);
        """;

    private const string Accounts = """
        COPY staged_accounts (ordinal, id, has_id, external_id, national_id, source, profile, civility, family_name, given_name, usage_name,
            family_key, given_key, name_words, birth_date, login_proposed, email, email_state, email_source, mobile, mobile_state, mobile_source,
            language, password_hash, activated_at, last_sign_in_at, blocked_at, blocked_reason, blocked_until, federated_with, created_at, modified_at)
        FROM STDIN (FORMAT binary)
        """;

    /// <summary>
    /// Once a connection. A chunk is staged and sorted in memory of the session's own; compiling statements that run once a chunk
    /// costs more than it saves.
    /// </summary>
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var create = new NpgsqlCommand("SET temp_buffers = '64MB'; SET work_mem = '64MB'; SET jit = off; " + Tables, connection);
        await create.ExecuteNonQueryAsync(cancel);
    }

    public static async Task FillSchoolsAsync(NpgsqlConnection connection, IReadOnlyCollection<SchoolRow> schools, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_schools FROM STDIN (FORMAT binary)", cancel);
        foreach (var school in schools)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(school.Id, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(school.Uai, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(school.Name, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(school.Town, NpgsqlDbType.Text, cancel);
            await WriteAsync(copy, school.PublicPageUrl, cancel);
            await WriteAsync(copy, school.ContactEmail, cancel);
            await WriteAsync(copy, school.ContactPhone, cancel);
            await WriteAsync(copy, school.ClosedOn, NpgsqlDbType.Date, cancel);
        }
        await copy.CompleteAsync(cancel);
    }

    /// <summary>Replaces what was staged before by this chunk.</summary>
    public static async Task FillAsync(NpgsqlConnection connection, Chunk chunk, CancellationToken cancel)
    {
        await using (var clear = new NpgsqlCommand("TRUNCATE staged_accounts, staged_memberships, staged_grants, staged_children, staged_known, staged_logins", connection))
            await clear.ExecuteNonQueryAsync(cancel);
        await CopyAccountsAsync(connection, chunk, cancel);
        await CopyAsync(connection, "staged_memberships", chunk, row => row.Memberships, async (copy, membership) =>
        {
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(membership.SchoolId, NpgsqlDbType.Uuid, cancel);
            await WriteAsync(copy, membership.ClassName, cancel);
            await copy.WriteAsync(membership.StartsOn, NpgsqlDbType.Date, cancel);
            await WriteAsync(copy, membership.EndsOn, NpgsqlDbType.Date, cancel);
        }, cancel);
        await CopyAsync(connection, "staged_grants", chunk, row => row.Grants, async (copy, grant) =>
        {
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync((short)grant.Function, NpgsqlDbType.Smallint, cancel);
            await WriteAsync(copy, grant.SchoolId, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(grant.MayExport, NpgsqlDbType.Boolean, cancel);
        }, cancel);
        await CopyAsync(connection, "staged_children", chunk, row => row.Children, async (copy, child) =>
        {
            await WriteAsync(copy, child.Id, NpgsqlDbType.Uuid, cancel);
            await WriteAsync(copy, child.ExternalId, cancel);
        }, cancel);
    }

    private static async Task CopyAccountsAsync(NpgsqlConnection connection, Chunk chunk, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Accounts, cancel);
        for (var ordinal = 0; ordinal < chunk.Rows.Count; ordinal++)
        {
            var staged = chunk.Rows[ordinal];
            var row = staged.Row;
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(ordinal, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(staged.Id, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(row.Id is not null, NpgsqlDbType.Boolean, cancel);
            await WriteAsync(copy, row.ExternalId, cancel);
            await WriteAsync(copy, row.NationalId, cancel);
            await copy.WriteAsync((short)row.Source, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync((short)row.Profile, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync((short)row.Civility, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(row.FamilyName, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(row.GivenName, NpgsqlDbType.Text, cancel);
            await WriteAsync(copy, row.UsageName, cancel);
            await copy.WriteAsync(staged.FamilyKey, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(staged.GivenKey, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(staged.NameWords, NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
            await WriteAsync(copy, row.BirthDate, NpgsqlDbType.Date, cancel);
            await copy.WriteAsync(staged.LoginProposed, NpgsqlDbType.Text, cancel);
            await WriteContactAsync(copy, row.Email, (short)row.EmailState, (short)row.EmailSource, cancel);
            await WriteContactAsync(copy, row.Mobile, (short)row.MobileState, (short)row.MobileSource, cancel);
            await copy.WriteAsync(row.Language, NpgsqlDbType.Text, cancel);
            await WriteAsync(copy, row.PasswordHash, cancel);
            await WriteAsync(copy, row.ActivatedAt, NpgsqlDbType.TimestampTz, cancel);
            await WriteAsync(copy, row.LastSignInAt, NpgsqlDbType.TimestampTz, cancel);
            await WriteAsync(copy, row.BlockedAt, NpgsqlDbType.TimestampTz, cancel);
            await WriteAsync(copy, row.BlockedReason, cancel);
            await WriteAsync(copy, row.BlockedUntil, NpgsqlDbType.TimestampTz, cancel);
            await WriteAsync(copy, row.FederatedWith, cancel);
            await WriteAsync(copy, row.CreatedAt, NpgsqlDbType.TimestampTz, cancel);
            await WriteAsync(copy, row.ModifiedAt, NpgsqlDbType.TimestampTz, cancel);
        }
        await copy.CompleteAsync(cancel);
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string table, Chunk chunk,
        Func<AccountRow, IReadOnlyList<T>> of, Func<NpgsqlBinaryImporter, T, Task> write, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)", cancel);
        for (var ordinal = 0; ordinal < chunk.Rows.Count; ordinal++)
        {
            foreach (var item in of(chunk.Rows[ordinal].Row))
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(ordinal, NpgsqlDbType.Integer, cancel);
                await write(copy, item);
            }
        }
        await copy.CompleteAsync(cancel);
    }

    private static async ValueTask WriteContactAsync(NpgsqlBinaryImporter copy, string? contact, short state, short source, CancellationToken cancel)
    {
        await WriteAsync(copy, contact, cancel);
        await WriteAsync(copy, contact is null ? (short?)null : state, NpgsqlDbType.Smallint, cancel);
        await WriteAsync(copy, contact is null ? (short?)null : source, NpgsqlDbType.Smallint, cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancel) =>
        text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancel) where T : struct =>
        value is { } known ? copy.WriteAsync(known, type, cancel) : copy.WriteNullAsync(cancel);
}
