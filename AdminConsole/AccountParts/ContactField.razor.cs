using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>
/// One contact of the fiche, and « Envoyer » by it. What is typed stays whatever the answer, and a contact that changed under the
/// operator's hands is noticed by the version of the fiche that he was looking at.
/// </summary>
public sealed partial class ContactField(PasswordReset reset, CallerChecks checks, CurrentActor actor, SmsGateway gateway, SecondApproval approval, TimeProvider clock)
{
    /// <summary>The second click of a double click may come after the first was answered: it is the same wish.</summary>
    private static readonly TimeSpan DoubleClick = TimeSpan.FromSeconds(1);

    private AccountFiche basis = null!;
    private AccountFiche? seen;
    private string? put;
    private ElementReference input;
    private string shown = "";
    private string typed = "";
    private CheckChoices? choices;
    private VerifiedHow? how;
    private string? reference;
    private ResetAnswer? answer;
    private Func<Task> again = () => Task.CompletedTask;
    private readonly Press press = new(clock);
    private (Guid Key, DateTimeOffset? AnsweredAt, bool Sends) wish;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    [Parameter, EditorRequired]
    public Channel Channel { get; set; }

    /// <summary>Nothing may be sent or changed; the card says why.</summary>
    [Parameter]
    public bool Closed { get; set; }

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>Put in the field as if it were typed, once; nothing else follows from it.</summary>
    [Parameter]
    public string? Typed { get; set; }

    private bool IsMail => Channel is Channel.Mail;

    private string Id => IsMail ? "courriel" : "mobile";

    private bool IsChanged => !Same(typed.Trim(), OnRecord(basis)?.Value);

    private bool MayAct => !Closed && RendererInfo.IsInteractive;

    private bool MaySend => MayAct && (IsMail || gateway.Offered);

    private ContactOnRecord? OnRecord(AccountFiche fiche) => IsMail ? fiche.Email : fiche.Mobile;

    /// <summary>Who gave what is on record, where it was no file: then no file replaces it.</summary>
    private string? Given => OnRecord(basis) switch
    {
        null or { Source: ContactSource.File } => null,
        { SetAt: { } at, Source: var source } => T[$"Given{source}On", ParisTime.Date(at)].Value,
        { Source: var source } => T[$"Given{source}"].Value,
    };

    private string? Readable(string? contact) => IsMail ? contact : PhoneNumber.Shown(contact);

    private bool Same(string typedNow, string? onRecord) => IsMail
        ? EmailAddress.Same(typedNow, onRecord ?? "")
        : MobileNumber.TryParse(typedNow, out var number, out _) && MobileNumber.TryParse(onRecord, out var also, out _) ? number.Value == also.Value : typedNow == (onRecord ?? "");

    protected override async Task OnParametersSetAsync()
    {
        var (isNew, isFirst) = (seen != Fiche, seen is null);
        seen = Fiche;
        // While somebody types, the fiche that he started from stays the one that his answer is about.
        if (isFirst || !IsChanged)
        {
            basis = Fiche;
            Show(OnRecord(Fiche)?.Value);
        }
        if (Typed is { } given && given != put && MayAct)
        {
            put = shown = given;
            await TypedAsync(new() { Value = given });
        }
        if (!isNew || !MayAct || !approval.IsOn) return;
        try
        {
            if (isFirst && Fiche.Functions is not []) await ResumeAsync();
            else if (choices?.Approval is not null) await AskAsync();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            answer = ResetAnswer.Outage(Words);
        }
    }

    /// <summary>What this operator asked a second one to approve is in the field again when he comes back to the fiche.</summary>
    private async Task ResumeAsync()
    {
        var found = await checks.ForAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        // Whoever types already is not interrupted.
        if (IsChanged || found?.Approval?.For(ApprovalKind.ContactChange, Channel) is not { State: ApprovalState.Waiting or ApprovalState.Approved, NewContact: { } contact }) return;
        (choices, shown) = (found, Readable(contact) ?? "");
        typed = shown;
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        typed = change.Value as string ?? "";
        answer = null;
        try
        {
            if (IsChanged && choices is null) await AskAsync();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // Asked again at the next key, or by « Envoyer ».
            answer = ResetAnswer.Outage(Words);
        }
        if (!IsChanged) ForgetCheck();
    }

    /// <summary>How the caller can be verified, and whether he is.</summary>
    private async Task AskAsync()
    {
        choices = await checks.ForAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        if (choices?.Held is not null) how = null;
    }

    private Task SendAsync() => ActAsync(sends: true, reset.SendAsync);

    private Task SaveOnlyAsync() => ActAsync(sends: false, reset.SaveOnlyAsync);

    private Task ActAsync(bool sends, Func<Actor, Guid, ResetRequest, CancellationToken, Task<ResetResult>> operation) => !MayAct ? Task.CompletedTask : press.ActAsync(async () =>
    {
        var check = IsChanged && how is { } chosen ? new CallerCheck(chosen, reference) : null;
        var request = new ResetRequest(KeyOfWish(sends), basis.Version, Channel, typed, check);
        again = () => ActAsync(sends, operation);
        var result = await operation(await actor.GetAsync(), Fiche.Id, request, CancellationToken.None);
        wish = (request.Key, clock.GetUtcNow(), sends);
        await TakeAsync(result);
    }, () => answer = ResetAnswer.Outage(Words));

    // A wish of its own: once it is asked for, what completes it is another one.
    private Task AskApprovalAsync(string? reason) => !MayAct ? Task.CompletedTask : press.ActAsync("approval", async key =>
    {
        again = () => AskApprovalAsync(reason);
        var request = new ResetRequest(key, basis.Version, Channel, typed, how is { } chosen ? new(chosen, reference) : null);
        await TakeAsync(await reset.AskApprovalAsync(await actor.GetAsync(), Fiche.Id, request, reason, CancellationToken.None));
    }, () => answer = ResetAnswer.Outage(Words));

    /// <param name="sends">To send right after saving is another wish, however soon.</param>
    private Guid KeyOfWish(bool sends)
    {
        if (wish.Key == default || wish.Sends != sends || (wish.AnsweredAt is { } at && clock.GetUtcNow() - at > DoubleClick)) wish = (Guid.CreateVersion7(clock.GetUtcNow()), null, sends);
        return wish.Key;
    }

    private async Task TakeAsync(ResetResult result)
    {
        answer = ResetAnswer.To(result, Channel, T, Words);
        switch (result.Outcome)
        {
            case ResetOutcome.Sent or ResetOutcome.Saved:
                // On record now, so that it is no change any more when the fiche comes back.
                Know(result.Contact, basis.Version);
                Show(result.Contact);
                await Changed.InvokeAsync();
                break;
            case ResetOutcome.Stale:
                // What was typed stays; the next click is about what is on record now.
                Know(result.Meanwhile!.Contact, result.Meanwhile.Version);
                await Changed.InvokeAsync();
                break;
            case ResetOutcome.CheckNeeded or ResetOutcome.CheckNotPossible:
            case ResetOutcome.ApprovalAsked or ResetOutcome.ApprovalNeeded or ResetOutcome.ApprovalNotNeeded or ResetOutcome.NoApprover:
                await AskAsync();
                break;
            case ResetOutcome.ContactRefused:
                await input.FocusAsync();
                break;
        }
    }

    private void Show(string? contact)
    {
        shown = typed = Readable(contact) ?? "";
        ForgetCheck();
    }

    /// <summary>What is on record now, before the fiche is read again.</summary>
    private void Know(string? value, int version)
    {
        var contact = value is null ? null : new ContactOnRecord(value, ContactState.Unconfirmed, ContactSource.Operator) { SetAt = clock.GetUtcNow() };
        basis = IsMail ? basis with { Version = version, Email = contact } : basis with { Version = version, Mobile = contact };
    }

    // A check that was made is remembered by the database for its fifteen minutes, and asked for when it is needed again.
    private void ForgetCheck() => (choices, how, reference) = (null, null, null);
}
