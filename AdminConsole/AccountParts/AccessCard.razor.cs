using System.Globalization;
using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.AccountParts;

/// <summary>« Pourquoi ne peut-il pas se connecter ? », and the actions on the access of one account.</summary>
public sealed partial class AccessCard(AccountAccess access, CurrentActor actor, TimeProvider clock)
{
    private bool blocking;
    private bool opening;
    private ElementReference reasonField;
    private readonly Press press = new(clock);
    private string? reason;
    private DateOnly? lastDay;
    private AccessOutcome? refusal;
    private (NoticeKind Kind, string Text)? told;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<Status> Messages { get; set; } = [];

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private bool IsReady => RendererInfo.IsInteractive;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!opening || !reasonField.IsDrawn()) return;
        opening = false;
        await reasonField.FocusAsync();
    }

    private void OpenBlock() => (blocking, opening) = (true, true);

    private IReadOnlyList<Finding> Findings => Diagnosis.Of(Fiche, Messages, clock.GetUtcNow(), T);

    private string ToPart(string id) => $"{Urls.Account(Fiche.Id)}#{id}";

    private Task UnblockAsync() => ActAsync("Unblocked", access.UnblockAsync);

    private Task LiftDelayAsync() => ActAsync("DelayLifted", access.LiftDelayAsync);

    private Task EndSessionsAsync() => ActAsync("SessionsEnded", access.EndSessionsAsync);

    private Task BlockAsync() => ActAsync("BlockedNow", (who, account, key, cancel) => access.BlockAsync(who, account, key, reason, lastDay, cancel));

    private void TakeLastDay(ChangeEventArgs change) =>
        lastDay = DateOnly.TryParseExact(change.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <param name="what">Names the wish, and the text of its success.</param>
    private Task ActAsync(string what, Func<Actor, Guid, Guid, CancellationToken, Task<AccessOutcome>> operation) => press.ActAsync(what, async key =>
    {
        Take(what, await operation(await actor.GetAsync(), Fiche.Id, key, CancellationToken.None));
        if (told is not null) await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"]));

    private void Take(string what, AccessOutcome outcome)
    {
        (refusal, told) = (outcome, outcome switch
        {
            AccessOutcome.Done => (NoticeKind.Good, T[what].Value),
            AccessOutcome.NothingToDo => (NoticeKind.Information, T["NothingToDo"].Value),
            AccessOutcome.ReasonRefused or AccessOutcome.EndRefused => null,
            AccessOutcome.SignedOut or AccessOutcome.NotFound or AccessOutcome.OwnAccount or AccessOutcome.HigherRank or AccessOutcome.FunctionTooLow =>
                (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value),
        });
        if (outcome is AccessOutcome.Done) (blocking, reason, lastDay) = (false, null, null);
    }
}
