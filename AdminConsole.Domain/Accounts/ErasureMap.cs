namespace AdminConsole.Domain.Accounts;

/// <summary>What becomes of a column that names the erased account.</summary>
internal enum Erasing
{
    /// <summary>The row goes.</summary>
    Row,

    /// <summary>The row is somebody else's: it names nobody any more.</summary>
    Name,

    /// <summary>The same, where the column may not be empty: it names an account that does not exist.</summary>
    NameByZero,

    /// <summary>It goes with the account, by a trigger of its own: derived tables of the search.</summary>
    Derived,

    /// <summary>The journal holds ids, and its rows are not edited (rule 18 of recovery).</summary>
    Kept,
}

/// <summary>A column that names an account.</summary>
internal sealed record ErasedColumn(string Table, string Column, Erasing How);

/// <summary>Every column of the schema that names an account: a test compares, and an account column that is not here fails it.</summary>
internal static class ErasureMap
{
    /// <summary>In the order in which they are gone through: what hangs on a row before the row.</summary>
    public static readonly IReadOnlyList<ErasedColumn> Columns =
    [
        new("message_shares", "account_id", Erasing.Row),
        new("outbox_messages", "account_id", Erasing.Row),
        new("outbox_messages", "asked_by", Erasing.Name),
        new("reset_tokens", "account_id", Erasing.Row),
        new("reset_tokens", "issued_by", Erasing.Name),
        new("own_contact_changes", "account_id", Erasing.Row),
        new("verifications", "account_id", Erasing.Row),
        new("verifications", "operator_id", Erasing.Row),
        new("approval_requests", "account_id", Erasing.Row),
        new("approval_requests", "asked_by", Erasing.Row),
        new("approval_requests", "decided_by", Erasing.Name),
        new("sessions", "account_id", Erasing.Row),
        new("authenticators", "account_id", Erasing.Row),
        new("passkeys", "account_id", Erasing.Row),
        new("recovery_codes", "account_id", Erasing.Row),
        new("recovery_uses", "subject", Erasing.Row),
        new("fiche_viewers", "account_id", Erasing.Row),
        new("fiche_viewers", "operator_id", Erasing.Row),
        new("recent_fiches", "account_id", Erasing.Row),
        new("recent_fiches", "operator_id", Erasing.Row),
        new("operator_volumes", "operator_id", Erasing.Row),
        new("operator_volumes", "seen_by", Erasing.Name),
        new("assistance_requests", "about_account_id", Erasing.Row),
        new("assistance_requests", "claimed_by", Erasing.Name),
        new("assistance_requests", "sent_on_by", Erasing.Name),
        new("assistance_entries", "author_id", Erasing.Name),
        new("slip_batches", "issued_by", Erasing.NameByZero),
        new("bulk_items", "account_id", Erasing.Row),
        new("bulk_runs", "operator_id", Erasing.Row),
        new("import_lines", "account_id", Erasing.Row),
        new("import_children", "child_id", Erasing.Row),
        new("import_absences", "account_id", Erasing.Row),
        new("import_runs", "started_by", Erasing.Name),
        new("import_runs", "confirmed_by", Erasing.Name),
        new("relations", "parent_id", Erasing.Row),
        new("relations", "child_id", Erasing.Row),
        new("grants", "account_id", Erasing.Row),
        new("login_names", "account_id", Erasing.Row),
        new("memberships", "account_id", Erasing.Row),
        new("accounts", "blocked_by", Erasing.Name),
        new("search_people", "account_id", Erasing.Derived),
        new("search_words", "account_id", Erasing.Derived),
        new("audit_entries", "account_id", Erasing.Kept),
        new("audit_entries", "actor_id", Erasing.Kept),
        new("journal_places", "actor_id", Erasing.Kept),
        new("accounts", "id", Erasing.Row),
    ];
}
