using AdminConsole.AccountParts;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.SignIn;

/// <summary>The second factor of who signs in: shown, or set up the first time. A function is withheld until then.</summary>
public sealed partial class SecondFactorPage(
    FactorReader reader, FactorProofs proofs, FactorEnrolment enrolment, PasskeyCheck check, PasskeyEntry passkeys, NavigationManager navigation)
{
    private FactorView? view;
    private TotpOffer? offer;
    private IReadOnlyList<string>? codes;
    private int? left;
    private string? error;
    private bool again;
    private bool passkeyRefused;
    private bool proven;

    [SupplyParameterFromForm(FormName = "prove", Name = "code")]
    private string? Typed { get; set; }

    [SupplyParameterFromForm(FormName = "enrol", Name = "code")]
    private string? FirstCode { get; set; }

    [SupplyParameterFromForm(FormName = "enrol", Name = "offer")]
    private string? Offered { get; set; }

    [SupplyParameterFromForm(FormName = "passkey", Name = PasskeyCheck.Field)]
    private string? Shown { get; set; }

    [SupplyParameterFromForm(FormName = "new-passkey", Name = PasskeyCheck.Field)]
    private string? Made { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ReturnUrl)]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private string Heading => T[codes is not null ? "FirstDone" : view is { Count: 0 } ? "FirstTitle" : "ProveTitle"];

    private string Destination => Urls.IsLocal(ReturnUrl) ? ReturnUrl : Urls.Console;

    protected override async Task OnInitializedAsync()
    {
        var actor = Actor;
        view = actor is { } who ? await reader.ReadAsync(who, Context.RequestAborted) : null;
        if (view is null) navigation.NavigateTo(Urls.SignInBecause(Urls.Expired, ReturnUrl is { } back && Urls.IsLocal(back) ? back : null));
        else if (view is { Count: 0, IsDue: false }) navigation.NavigateTo(view.HasFunction ? Destination : Urls.OwnAccount);
        else if (view.Count == 0) (offer, again) = (enrolment.OfferAgain(actor!.Value, view.Login, Offered), !view.MayChange);
    }

    private Actor? Actor => Context.User.Actor() is { } actor ? actor with { Network = Context.Network() } : null;

    private async Task ProveAsync()
    {
        if (view is null) return;
        await TakeAsync(await proofs.ProveAsync(Actor!.Value, Typed, Context.RequestAborted));
    }

    private async Task ShowPasskeyAsync()
    {
        if (view is null) return;
        if (await check.ShownAsync(Context, Shown) is { } shown) await TakeAsync(await passkeys.ProveAsync(Actor!.Value, shown, Context.RequestAborted));
        else await passkeys.RefuseProofAsync(Actor!.Value, Context.RequestAborted);
        passkeyRefused = left is null && !proven;
    }

    private async Task TakeAsync(FactorAnswer answer)
    {
        if (answer.Outcome is FactorOutcome.Proven)
        {
            if (answer.Session is { } session) await SessionCookie.EnterAsync(Context, session);
            (proven, left) = (true, answer.CodesLeft);
            if (left is null) navigation.NavigateTo(Destination);
            return;
        }
        if (Shown is null) error = FactorWords.Of(answer, T);
    }

    private async Task EnrolAsync()
    {
        if (view is null) return;
        await TakeAsync(await enrolment.AddApplicationAsync(Actor!.Value, Offered, FirstCode, Context.RequestAborted));
    }

    private async Task AddPasskeyAsync()
    {
        if (view is null) return;
        if (await check.MadeAsync(Context, Actor!.Value, Made) is { } made) await TakeAsync(await enrolment.AddPasskeyAsync(Actor!.Value, made, Context.RequestAborted));
        else passkeyRefused = true;
    }

    private async Task TakeAsync(EnrolAnswer answer)
    {
        switch (answer.Outcome)
        {
            case EnrolOutcome.Done:
                await SessionCookie.EnterAsync(Context, answer.Session!);
                codes = answer.Codes;
                if (codes is null) navigation.NavigateTo(Destination);
                break;
            case EnrolOutcome.ProofNeeded:
                again = true;
                break;
            case EnrolOutcome.Wrong or EnrolOutcome.OfferGone or EnrolOutcome.TakenAlready or EnrolOutcome.NotThere or EnrolOutcome.LastOne:
                error = T[answer.Outcome.ToString()];
                break;
        }
    }
}
