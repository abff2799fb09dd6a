using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Shell;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.Search;

/// <summary>The columns of the file of accounts. Somebody with two places has them in the same cells, in the same order.</summary>
public sealed class AccountColumns(IStringLocalizer<AccountColumns> words, IStringLocalizer<AccountTexts> names)
{
    private const string Between = " | ";

    private static readonly string[] Names =
    [
        "FamilyName", "GivenName", "UsageName", "Profile", "Login", "Alias", "Id", "ExternalId", "Source", "BirthDate", "School", "Uai", "Class",
        "Email", "EmailState", "Mobile", "MobileState", "Activated", "Blocked", "DeletionDue", "Created", "Modified",
    ];

    public IReadOnlyList<string> Header => [.. Names.Select(name => words[name].Value)];

    public IReadOnlyList<string?> Cells(ExportedAccount account) =>
    [
        account.FamilyName,
        account.GivenName,
        account.UsageName,
        names.Word(account.Profile),
        account.Login,
        account.Alias,
        account.Id.ToString(),
        account.ExternalId,
        names.Word(account.Source),
        CsvFile.Day(account.BirthDate),
        string.Join(Between, account.Places.Select(place => place.School)),
        string.Join(Between, account.Places.Select(place => place.Uai)),
        string.Join(Between, account.Places.Select(place => place.ClassName ?? "–")) is var classes && account.Places.Any(place => place.ClassName is not null) ? classes : null,
        account.Email,
        State(account.EmailState),
        account.Mobile,
        State(account.MobileState),
        Date(account.ActivatedAt),
        account.Blocked ? words["Yes"].Value : null,
        Date(account.DeletionDueAt),
        Date(account.CreatedAt),
        Date(account.ModifiedAt),
    ];

    private string? State(ContactState? state) => state is { } known ? words[$"State{known}"].Value : null;

    private static string? Date(DateTimeOffset? at) => at is { } when ? ParisTime.Date(when) : null;
}
