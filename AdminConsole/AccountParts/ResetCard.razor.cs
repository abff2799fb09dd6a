using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>
/// « Réinitialisation de mot de passe » of one fiche. What is typed stays whatever the answer, and an address that changed
/// under the operator's hands is noticed by the version of the fiche that he was looking at.
/// </summary>
public sealed partial class ResetCard(PasswordReset reset, CallerChecks checks, CurrentActor actor, TimeProvider clock)
{
    /// <summary>The second click of a double click may come after the first was answered: it is the same wish.</summary>
    private static readonly TimeSpan DoubleClick = TimeSpan.FromSeconds(1);

    private AccountFiche basis = null!;
    private ElementReference emailInput;
    private string shown = "";
    private string typed = "";
    private CheckChoices? choices;
    private VerifiedHow? how;
    private string? reference;
    private ResetAnswer? answer;
    private bool working;
    private (Guid Key, DateTimeOffset? AnsweredAt) wish;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private bool IsChanged => !EmailAddress.Same(typed.Trim(), basis.Email?.Value ?? "");

    private bool MayAct => WhyNot is null && RendererInfo.IsInteractive;

    private string? WhyNot => (Fiche.May(Act.SendReset), Fiche.Situation) switch
    {
        (GateAnswer.OwnAccount, _) => T["OwnAccount"].Value,
        (GateAnswer.HigherRank, _) => T["HigherRank"].Value,
        (GateAnswer.FunctionTooLow, _) => T["FunctionTooLow"].Value,
        (_, { FederatedWith: { } service }) => T["Federated", service].Value,
        (_, { Blocked: true }) => T["Blocked"].Value,
        _ => null,
    };

    protected override void OnParametersSet()
    {
        // While somebody types, the fiche that he started from stays the one that his answer is about.
        if (basis is not null && IsChanged) return;
        basis = Fiche;
        Show(Fiche.Email?.Value);
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        typed = change.Value as string ?? "";
        answer = null;
        if (IsChanged && choices is null) choices = await checks.ForAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
        if (!IsChanged) ForgetCheck();
    }

    private Task SendAsync() => ActAsync(reset.SendAsync);

    private Task SaveOnlyAsync() => ActAsync(reset.SaveOnlyAsync);

    private async Task ActAsync(Func<Actor, Guid, ResetRequest, CancellationToken, Task<ResetResult>> operation)
    {
        if (working || !MayAct) return;
        working = true;
        try
        {
            var check = IsChanged && how is { } chosen ? new CallerCheck(chosen, reference) : null;
            var request = new ResetRequest(KeyOfWish(), basis.Version, typed, check);
            var result = await operation(await actor.GetAsync(), Fiche.Id, request, CancellationToken.None);
            wish = (request.Key, clock.GetUtcNow());
            await TakeAsync(result);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            // Not known whether it was done: the same wish is tried again, and the same wish never acts twice.
            answer = ResetAnswer.Outage(T);
        }
        finally
        {
            working = false;
        }
    }

    private Guid KeyOfWish()
    {
        if (wish.Key == default || (wish.AnsweredAt is { } at && clock.GetUtcNow() - at > DoubleClick)) wish = (Guid.CreateVersion7(clock.GetUtcNow()), null);
        return wish.Key;
    }

    private async Task TakeAsync(ResetResult result)
    {
        answer = ResetAnswer.To(result, T);
        switch (result.Outcome)
        {
            case ResetOutcome.Sent or ResetOutcome.Saved:
                // On record now, so that it is no change any more when the fiche comes back.
                basis = basis with { Email = OnRecord(result.Email) };
                Show(result.Email);
                await Changed.InvokeAsync();
                break;
            case ResetOutcome.Stale:
                // What was typed stays; the next click is about what is on record now.
                basis = basis with { Version = result.Meanwhile!.Version, Email = OnRecord(result.Meanwhile.Email) };
                await Changed.InvokeAsync();
                break;
            case ResetOutcome.CheckNeeded or ResetOutcome.CheckNotPossible:
                choices = await checks.ForAsync(await actor.GetAsync(), Fiche.Id, CancellationToken.None);
                break;
            case ResetOutcome.AddressRefused:
                await emailInput.FocusAsync();
                break;
        }
    }

    private void Show(string? email)
    {
        shown = typed = email ?? "";
        ForgetCheck();
    }

    // A check that was made is remembered by the database for its fifteen minutes, and asked for when it is needed again.
    private void ForgetCheck() => (choices, how, reference) = (null, null, null);

    private static ContactOnRecord? OnRecord(string? email) =>
        email is null ? null : new(email, ContactState.Unconfirmed, ContactSource.Operator);
}
