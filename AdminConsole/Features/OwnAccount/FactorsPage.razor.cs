using AdminConsole.AccountParts;
using AdminConsole.Domain.SignIn;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.OwnAccount;

/// <summary>The person's own second factors: what there is, what can be added, what can go.</summary>
public sealed partial class FactorsPage(
    CurrentActor me, FactorReader reader, FactorEnrolment enrolment, PasskeyCheck check, NavigationManager navigation)
{
    private FactorView? view;
    private TotpOffer? offer;
    private IReadOnlyList<string>? codes;
    private EnrolOutcome? refused;
    private string? error;
    private bool passkeyRefused;

    [SupplyParameterFromForm(FormName = "new-passkey", Name = PasskeyCheck.Field)]
    private string? Made { get; set; }

    [SupplyParameterFromForm(FormName = "add-application", Name = "code")]
    private string? FirstCode { get; set; }

    [SupplyParameterFromForm(FormName = "add-application", Name = "offer")]
    private string? Offered { get; set; }

    [SupplyParameterFromQuery(Name = Urls.Done)]
    private string? Done { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var actor = await me.GetAsync();
        view = await reader.ReadAsync(actor, Context.RequestAborted);
        if (view is not { HasFunction: true }) navigation.NavigateTo(Urls.OwnAccount);
        else offer = enrolment.OfferAgain(actor, view.Login, Offered);
    }

    private async Task AddApplicationAsync() => await TakeAsync(await enrolment.AddApplicationAsync(await me.GetAsync(), Offered, FirstCode, Context.RequestAborted), "ajoute");

    private async Task AddPasskeyAsync()
    {
        var actor = await me.GetAsync();
        if (await check.MadeAsync(Context, actor, Made) is { } made) await TakeAsync(await enrolment.AddPasskeyAsync(actor, made, Context.RequestAborted), "ajoute");
        else passkeyRefused = true;
    }

    private async Task RemovePasskeyAsync(Guid passkey) => await TakeAsync(await enrolment.RemovePasskeyAsync(await me.GetAsync(), passkey, Context.RequestAborted), "supprime");

    private void Gone() => navigation.NavigateTo(Urls.After(Urls.OwnFactors, "supprime"));

    private string? Handler => Context.Request.Form["_handler"];

    private async Task RemoveApplicationAsync() => await TakeAsync(await enrolment.RemoveApplicationAsync(await me.GetAsync(), Context.RequestAborted), "supprime");

    private async Task MakeCodesAsync() => await TakeAsync(await enrolment.MakeCodesAsync(await me.GetAsync(), Context.RequestAborted), "ajoute");

    private async Task TakeAsync(EnrolAnswer answer, string done)
    {
        if (answer.Session is { } session)
        {
            await SessionCookie.EnterAsync(Context, session);
            codes = answer.Codes;
            if (codes is null) navigation.NavigateTo(Urls.After(Urls.OwnFactors, done));
            return;
        }
        if (answer.Outcome is EnrolOutcome.Wrong or EnrolOutcome.OfferGone) error = F[answer.Outcome.ToString()];
        else refused = answer.Outcome;
    }
}
