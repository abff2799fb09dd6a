using System.Globalization;
using AdminConsole.Controls;
using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Fiche;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>Names and birth date, and for central administrators the login. What a colleague saved meanwhile is shown, and what was typed stays.</summary>
public sealed partial class IdentityForm(AccountIdentity identities, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private IdentityOnRecord shown = new(0, "", "", null, null, "");
    private int basis;
    private string? family;
    private string? given;
    private string? usage;
    private string? birth;
    private string? login;
    private IdentityFaults faults = IdentityFaults.None;
    private string? loginFault;
    private (NoticeKind Kind, string Text)? told;
    private IReadOnlyList<string> changes = [];

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private bool IsTyped => (family, given, usage ?? "", birth ?? "") != (shown.FamilyName, shown.GivenName, shown.UsageName ?? "", Day(shown.BirthDate) ?? "");

    // While somebody types, the fiche that he started from stays the one that his save is about.
    protected override void OnParametersSet()
    {
        if (basis != 0 && (IsTyped || !string.IsNullOrEmpty(login))) return;
        Take(new(Fiche.Version, Fiche.FamilyName, Fiche.GivenName, Fiche.UsageName, Fiche.BirthDate, Fiche.Login));
        (family, given, usage, birth) = (shown.FamilyName, shown.GivenName, shown.UsageName, Day(shown.BirthDate));
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Take(IdentityOnRecord now) => (shown, basis) = (now, now.Version);

    private Task SaveAsync() => press.ActAsync((family, given, usage, birth, basis), async key =>
        await SayAsync(await identities.SaveAsync(await actor.GetAsync(), Fiche.Id, key, basis, new(family, given, usage, birth), CancellationToken.None), "Saved"),
        () => told = (NoticeKind.Bad, Words["Outage"]));

    private Task ChangeLoginAsync() => press.ActAsync((login, basis), async key =>
        await SayAsync(await identities.ChangeLoginAsync(await actor.GetAsync(), Fiche.Id, key, basis, login, CancellationToken.None), "LoginSaved"),
        () => told = (NoticeKind.Bad, Words["Outage"]));

    private async Task SayAsync(IdentityResult result, string success)
    {
        (faults, changes, loginFault) = (result.Faults ?? IdentityFaults.None, [], null);
        told = result.Outcome switch
        {
            IdentityOutcome.Saved => (NoticeKind.Good, T[success].Value),
            IdentityOutcome.NothingToSave => (NoticeKind.Information, T["NothingToSave"].Value),
            IdentityOutcome.Faulty or IdentityOutcome.LoginMalformed or IdentityOutcome.LoginTaken => null,
            IdentityOutcome.Stale => (NoticeKind.Warning, T["Stale"].Value),
            IdentityOutcome.SignedOut or IdentityOutcome.NotFound or IdentityOutcome.OwnAccount or IdentityOutcome.HigherRank or IdentityOutcome.FunctionTooLow =>
                (NoticeKind.Bad, Words[$"WhyNot{result.Outcome}"].Value),
        };
        if (result.Outcome is IdentityOutcome.LoginMalformed or IdentityOutcome.LoginTaken) loginFault = T[$"{result.Outcome}"];
        if (result.Now is { } now)
        {
            changes = [.. Changes(shown, now)];
            // He has seen it: the next save is about what is on record now.
            Take(now);
        }
        if (result.Outcome is not IdentityOutcome.Saved) return;
        // What is read again is what was saved: nothing typed is left.
        (basis, login) = (0, null);
        await Changed.InvokeAsync();
    }

    private IEnumerable<string> Changes(IdentityOnRecord old, IdentityOnRecord now)
    {
        foreach (var (name, before, after) in new[]
        {
            ("FamilyName", old.FamilyName, now.FamilyName), ("GivenName", old.GivenName, now.GivenName), ("UsageName", old.UsageName ?? "", now.UsageName ?? ""),
            ("BirthDate", French(old.BirthDate), French(now.BirthDate)), ("Login", old.Login, now.Login),
        })
        {
            if (before != after) yield return T["Change", T[name], before.Length == 0 ? "–" : before, after.Length == 0 ? "–" : after];
        }
    }

    private static string French(DateOnly? day) => day?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) ?? "";
}
