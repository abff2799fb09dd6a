using System.Globalization;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Shell;

namespace AdminConsole.AccountParts;

/// <summary>What the list shows, as it stands in the URL: a filter, an order, and the page.</summary>
public sealed record ListState(AccountFilter Filter, AccountOrder Order = AccountOrder.Name, string? After = null, string? Before = null)
{
    private static readonly (AccountOrder Order, string Word)[] Orders =
        [(AccountOrder.NameDown, "nom-decroissant"), (AccountOrder.Newest, "creation"), (AccountOrder.Oldest, "creation-ancienne")];

    /// <summary>Filtered otherwise, from the first page on.</summary>
    public string Url(AccountFilter filter) => new ListState(filter, Order).Url();

    /// <summary>In another order, from the first page on.</summary>
    public string Url(AccountOrder order) => new ListState(Filter, order).Url();

    public string Url() => Urls.AccountList(
    [
        (Urls.TextKey, Filter.Text),
        (Urls.SchoolKey, Filter.SchoolId?.ToString()),
        (Urls.ClassKey, Filter.ClassName),
        (Urls.ProfileKey, Filter.Profile?.ToString()),
        (Urls.SourceKey, Filter.Source?.ToString()),
        (Urls.ActivationKey, Filter.Activated switch { true => Urls.Yes, false => Urls.No, null => null }),
        (Urls.BlockedKey, Filter.Blocked ? Urls.Yes : null),
        (Urls.EmailKey, Filter.Email switch { EmailTrouble.None => Urls.Missing, EmailTrouble.Refused => Urls.Bounced, null => null }),
        (Urls.MobileKey, Filter.NoMobile ? Urls.Missing : null),
        (Urls.SinceKey, Filter.CreatedSince?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        (Urls.DeletedKey, Filter.Deleted ? Urls.Yes : null),
        (Urls.OrderKey, Orders.FirstOrDefault(o => o.Order == Order).Word),
        (Urls.AfterKey, After),
        (Urls.BeforeKey, Before),
    ]);

    /// <summary>Read from what the keys are set to. What is no value filters nothing, as if it were not there.</summary>
    public static ListState Read(Func<string, string?> value)
    {
        var school = Guid.TryParse(value(Urls.SchoolKey), out var id) ? id : (Guid?)null;
        return new(new(
            string.IsNullOrWhiteSpace(value(Urls.TextKey)) ? null : value(Urls.TextKey),
            school,
            school is null || string.IsNullOrWhiteSpace(value(Urls.ClassKey)) ? null : value(Urls.ClassKey),
            Known<Profile>(value(Urls.ProfileKey)),
            Known<AccountSource>(value(Urls.SourceKey)),
            value(Urls.ActivationKey) switch { Urls.Yes => true, Urls.No => false, _ => null },
            value(Urls.BlockedKey) is Urls.Yes,
            value(Urls.EmailKey) switch { Urls.Missing => EmailTrouble.None, Urls.Bounced => EmailTrouble.Refused, _ => null },
            value(Urls.MobileKey) is Urls.Missing,
            DateOnly.TryParseExact(value(Urls.SinceKey), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var since) ? since : null,
            value(Urls.DeletedKey) is Urls.Yes),
            Orders.FirstOrDefault(o => o.Word == value(Urls.OrderKey)).Order, value(Urls.AfterKey), value(Urls.BeforeKey));
    }

    private static T? Known<T>(string? word)
        where T : struct, Enum => Enum.TryParse<T>(word, out var known) && Enum.IsDefined(known) ? known : null;
}
