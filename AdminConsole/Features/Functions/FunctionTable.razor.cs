using System.Globalization;
using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Functions;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Functions;

/// <summary>Functions as rows, each with « Retirer ».</summary>
public sealed partial class FunctionTable(FunctionGrants grants, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private Guid? open;
    private bool opening;
    private string? lastDay;
    private ElementReference dayField;
    private GrantOutcome? refusal;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public IReadOnlyList<FunctionRow> Rows { get; set; } = [];

    /// <summary>Something changed: the list is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!opening || !dayField.IsDrawn()) return;
        opening = false;
        await dayField.FocusAsync();
    }

    private static string Name(FunctionRow row) => PersonName.Listed(row.FamilyName, row.GivenName);

    private string Place(FunctionRow row) => row.School is null ? T["AllSchools"] : $"{row.School}, {row.Town}";

    private string Dates(FunctionRow row)
    {
        var (from, to) = (ParisTime.Date(row.StartsAt), row.EndsAt is { } end ? ParisTime.Date(end.AddTicks(-1)) : null);
        return row switch
        {
            { IsOver: true } => T["Over", from, to!],
            { IsToCome: true } when to is null => T["ToCome", from],
            _ => to is null ? T["Since", from] : T["FromTo", from, to],
        };
    }

    private void Open(FunctionRow row) => (open, opening, lastDay, refusal, told) = (open == row.GrantId ? null : row.GrantId, open != row.GrantId, null, null, null);

    private Task WithdrawAsync(FunctionRow row) => press.ActAsync((row.GrantId, lastDay), async key =>
    {
        DateOnly? last = DateOnly.TryParseExact(lastDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var outcome = await grants.WithdrawAsync(await actor.GetAsync(), row.AccountId, key, row.GrantId, last, CancellationToken.None);
        refusal = outcome;
        told = outcome switch
        {
            GrantOutcome.Done => (NoticeKind.Good, T[last is null ? "Withdrawn" : "EndSet", Name(row)].Value),
            GrantOutcome.NothingToDo => (NoticeKind.Information, T["NothingToDo"].Value),
            GrantOutcome.LastCentralAdmin => (NoticeKind.Bad, T["LastCentralAdmin"].Value),
            GrantOutcome.SchoolRefused or GrantOutcome.PersonRefused => (NoticeKind.Bad, T["Gone"].Value),
            GrantOutcome.DayRefused or GrantOutcome.ProofTooOld or GrantOutcome.AlreadyHeld => null,
            GrantOutcome.SignedOut or GrantOutcome.NotFound or GrantOutcome.OwnAccount or GrantOutcome.HigherRank or GrantOutcome.FunctionTooLow => (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value),
        };
        if (told is null) return;
        if (outcome is GrantOutcome.Done) open = null;
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));
}
