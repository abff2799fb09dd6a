using System.Globalization;
using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Approvals;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Approvals;

/// <summary>What waits for this operator's approval, and what he waits for himself. Stays as it is in the database, without reload.</summary>
public sealed partial class ApprovalsPage(PendingApprovals pending, CurrentActor actor, Signals signals, NavigationManager navigation, ILogger<ApprovalsPage> log)
{
    private readonly List<IDisposable> listening = [];
    private (NoticeKind Kind, string Text)? told;
    private bool gone;

    [PersistentState]
    public ApprovalPage? Open { get; set; }

    public void Dispose()
    {
        gone = true;
        foreach (var subscription in listening) subscription.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            listening.Add(signals.Subscribe(Signal.ApprovalsChanged, Guid.Empty, () => InvokeAsync(ReadAgainAsync)));
            listening.Add(signals.Subscribe(Signal.AccountChanged, (await actor.GetAsync()).AccountId, () => InvokeAsync(ReadAgainAsync)));
        }
        if (Open is null) await ReadAsync();
        if (Open is null) navigation.NotFound();
    }

    private async Task ReadAsync() => Open = await pending.ReadAsync(await actor.GetAsync(), CancellationToken.None);

    private async Task ReadAgainAsync()
    {
        if (gone) return;
        try
        {
            await ReadAsync();
            StateHasChanged();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // What is shown stays; once the database is back every subscriber is told again.
            Log.NotRead(log, fault);
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    /// <summary>The sheet of a request that is decided goes: what came of it is told above.</summary>
    private async Task TakeAsync((NoticeKind Kind, string Text) answer)
    {
        told = answer;
        await ReadAgainAsync();
    }

    private string What(OwnRequest own) => own.Kind switch
    {
        ApprovalKind.ContactChange => own.NewContact is { } contact ? T["OwnContact", PhoneNumber.Shown(contact)!] : T["OwnContactGone"],
        ApprovalKind.ProvisionalPassword => T["OwnProvisional"],
        ApprovalKind.SecondFactor => T["OwnFactor"],
    };

    private string State(OwnRequest own) => own.State switch
    {
        ApprovalState.Approved => T["StateApproved", Hour(own.ExpiresAt)],
        ApprovalState.Refused => T["StateRefused", own.DecisionReason ?? ""],
        ApprovalState.Waiting or ApprovalState.Used or ApprovalState.Superseded => T["StateWaiting", Hour(own.ExpiresAt)],
    };

    private static string Hour(DateTimeOffset at) => ParisTime.Of(at).ToString("dd/MM HH:mm", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "What waits for approval changed and could not be read; it is read once the database is back")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
