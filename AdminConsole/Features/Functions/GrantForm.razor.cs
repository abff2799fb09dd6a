using System.Globalization;
using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Functions;

/// <summary>« Accorder une fonction ».</summary>
public sealed partial class GrantForm(FunctionGrants grants, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private AccountHit? person;
    private bool missing;
    private Function function = Function.Support;
    private Guid school;
    private string? firstDay;
    private string? lastDay;
    private bool mayExport;
    private GrantOutcome? refusal;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public IReadOnlyList<FunctionSchool> Schools { get; set; } = [];

    /// <summary>Whether functions over all schools may be given.</summary>
    [Parameter, EditorRequired]
    public bool All { get; set; }

    /// <summary>Something changed: the list is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    protected override void OnParametersSet()
    {
        if (school == Guid.Empty && person is null && Schools is [var first, ..]) school = first.Id;
    }

    private void Choose(AccountHit hit) => (person, missing, told, refusal) = (hit, false, null, null);

    private static DateOnly? Day(string? typed) => DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private Task GrantAsync()
    {
        missing = person is null;
        if (person is not { } who) return Task.CompletedTask;
        GrantWish wanted = new(function, school == Guid.Empty ? null : school, Day(firstDay), Day(lastDay), mayExport);
        return press.ActAsync((who.Id, wanted), async key =>
        {
            var outcome = await grants.GrantAsync(await actor.GetAsync(), who.Id, key, wanted, CancellationToken.None);
            refusal = outcome;
            told = outcome switch
            {
                GrantOutcome.Done => (NoticeKind.Good, T["Granted", PersonName.Listed(who.FamilyName, who.GivenName)].Value),
                GrantOutcome.AlreadyHeld or GrantOutcome.NothingToDo => (NoticeKind.Information, T["AlreadyHeld"].Value),
                GrantOutcome.SchoolRefused or GrantOutcome.PersonRefused => (NoticeKind.Bad, T[$"{outcome}"].Value),
                GrantOutcome.DayRefused or GrantOutcome.ProofTooOld or GrantOutcome.LastCentralAdmin => null,
                GrantOutcome.SignedOut or GrantOutcome.NotFound or GrantOutcome.OwnAccount or GrantOutcome.HigherRank or GrantOutcome.FunctionTooLow =>
                    (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value),
            };
            if (outcome is not GrantOutcome.Done) return;
            (person, firstDay, lastDay, mayExport) = (null, null, null, false);
            await Changed.InvokeAsync();
        }, () => told = (NoticeKind.Bad, Words["Outage"]));
    }
}
