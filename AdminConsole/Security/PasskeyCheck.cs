using System.Text.Json;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.SignIn;
using AdminConsole.Shell;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminConsole.Security;

/// <summary>
/// Questions to passkeys and the check of their answers, by ASP.NET Core Identity's own code. A question is kept in a cookie of its own, unreadable, for five
/// minutes; that its answer counts once is the domain's to see.
/// </summary>
public sealed partial class PasskeyCheck(IPasskeyHandler<PasskeyOwner> passkeys, IDataProtectionProvider protection, IWebHostEnvironment environment, ILogger<PasskeyCheck> log)
{
    /// <summary>The field of a form that carries the answer.</summary>
    public const string Field = "passkey";

    private const int AnswerLength = 20_000;
    private const string Cookie = "AdminConsole.Passkey";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>The first that fits: Android says that it is Linux too, and an iPhone that it is like a Mac.</summary>
    private static readonly (string Sign, string Name)[] Systems =
        [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    private sealed record Question(Guid Id, Guid? AccountId, string State);

    internal static void Add(IServiceCollection services, IHostEnvironment environment)
    {
        services.AddIdentityCore<PasskeyOwner>();
        services.AddScoped<IUserStore<PasskeyOwner>, PasskeyStore>();
        services.AddScoped<IPasskeyHandler<PasskeyOwner>, PasskeyHandler<PasskeyOwner>>();
        services.AddScoped<PasskeyCheck>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<SiteOptions>>((options, site) =>
        {
            // Which site a passkey is for is never the request's to say (rule 2 of recovery), but in Development, which has no name of its own.
            if (!environment.IsDevelopment()) options.ServerDomain = site.Value.PublicUrl!.IdnHost;
            // Alone it opens the console: it proves the device, and the device asks for the person.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.AuthenticatorTimeout = Life;
            // The Origin header says nothing here: pages send no referrer, and forms then an origin of null.
            options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == OriginOf(context.HttpContext, environment, site.Value));
        });
    }

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Urls.PasskeyQuestion, async (HttpContext context, PasskeyCheck check) =>
            context.User.Actor() is { } actor ? Results.Content(await check.AskAsync(context, new(actor.AccountId)), "application/json") : Results.Unauthorized()).AllowAnonymous();
        endpoints.MapPost(Urls.PasskeySignIn, async (HttpContext context, PasskeyCheck check) =>
            Results.Content(await check.AskAsync(context, owner: null), "application/json")).AllowAnonymous();
        endpoints.MapPost(Urls.PasskeyProof, ProveAsync).AllowAnonymous();
        endpoints.MapPost(Urls.PasskeyCreation, async (HttpContext context, PasskeyCheck check, FactorReader reader) =>
            context.User.Actor() is { } actor && await reader.ReadAsync(actor, context.RequestAborted) is { MayChange: true } own
                ? Results.Content(await check.AskForNewAsync(context, actor, own.Login), "application/json")
                : Results.Unauthorized()).AllowAnonymous();
    }

    /// <summary>For a page of the console: the proof is kept, and the page goes on with what was pressed.</summary>
    private static async Task<IResult> ProveAsync(HttpContext context, PasskeyCheck check, PasskeyEntry passkeys)
    {
        if (context.User.Actor() is not { } who) return Results.Unauthorized();
        var actor = who with { Network = context.Network() };
        var answer = (await context.Request.ReadFormAsync(context.RequestAborted))[Field].ToString();
        if (await check.ShownAsync(context, answer) is not { } shown)
        {
            await passkeys.RefuseProofAsync(actor, context.RequestAborted);
            return Results.BadRequest();
        }
        var proven = await passkeys.ProveAsync(actor, shown, context.RequestAborted);
        if (proven.Session is { } session) await SessionCookie.EnterAsync(context, session);
        return proven.Outcome is FactorOutcome.Proven ? Results.NoContent() : Results.BadRequest();
    }

    /// <summary>The passkey that was just made, checked; null when it is none of this question.</summary>
    public async Task<Passkey?> MadeAsync(HttpContext context, Actor actor, string? answer)
    {
        if (Take(context, answer) is not { } question || question.AccountId != actor.AccountId) return null;
        var result = await passkeys.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = answer!, AttestationState = question.State });
        if (!result.Succeeded)
        {
            Log.NotTaken(log, result.Failure);
            return null;
        }
        var made = result.Passkey;
        return new Passkey
        {
            Name = DeviceOf(context.Request.Headers.UserAgent.ToString()),
            CredentialId = made.CredentialId,
            PublicKey = made.PublicKey,
            SignCount = made.SignCount,
            Transports = made.Transports ?? [],
            BackupEligible = made.IsBackupEligible,
            BackedUp = made.IsBackedUp,
        };
    }

    /// <summary>The passkey that was just shown, its signature checked; null when it is none of ours, or none of this question.</summary>
    public async Task<ShownPasskey?> ShownAsync(HttpContext context, string? answer)
    {
        if (Take(context, answer) is not { } question) return null;
        var result = await passkeys.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = answer!, AssertionState = question.State });
        if (result is { Succeeded: true, User: { } owner, Passkey: { } shown }) return new(owner.AccountId, shown.CredentialId, shown.SignCount, shown.IsBackedUp, question.Id);
        Log.NotTaken(log, result.Failure);
        return null;
    }

    /// <param name="owner">Whose it has to be; null for whichever the browser offers.</param>
    private async Task<string> AskAsync(HttpContext context, PasskeyOwner? owner)
    {
        var asked = await passkeys.MakeRequestOptionsAsync(owner, context);
        Keep(context, new(Guid.CreateVersion7(), owner?.AccountId, asked.AssertionState!));
        return asked.RequestOptionsJson;
    }

    private async Task<string> AskForNewAsync(HttpContext context, Actor actor, string login)
    {
        var asked = await passkeys.MakeCreationOptionsAsync(new() { Id = new PasskeyOwner(actor.AccountId).Id, Name = login, DisplayName = login }, context);
        Keep(context, new(Guid.CreateVersion7(), actor.AccountId, asked.AttestationState!));
        return asked.CreationOptionsJson;
    }

    private void Keep(HttpContext context, Question question)
    {
        var cookie = CookieOf();
        context.Response.Cookies.Append(cookie.Name!, Protector.Protect(JsonSerializer.Serialize(question), Life), cookie.Build(context));
    }

    private Question? Take(HttpContext context, string? answer)
    {
        var cookie = CookieOf();
        if (context.Request.Cookies[cookie.Name!] is not { Length: > 0 } kept) return null;
        context.Response.Cookies.Delete(cookie.Name!, cookie.Build(context));
        if (answer is not { Length: > 0 and <= AnswerLength }) return null;
        try
        {
            return JsonSerializer.Deserialize<Question>(Protector.Unprotect(kept));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector => protection.CreateProtector("AdminConsole.PasskeyQuestion.v1").ToTimeLimitedDataProtector();

    private CookieBuilder CookieOf()
    {
        var cookie = new CookieBuilder { MaxAge = Life };
        cookie.Protect(Cookie, environment);
        cookie.SameSite = SameSiteMode.Strict;
        return cookie;
    }

    /// <summary>What the person knows the passkey by, beside its date.</summary>
    private static string DeviceOf(string userAgent) =>
        Systems.FirstOrDefault(system => userAgent.Contains(system.Sign, StringComparison.Ordinal)).Name ?? "–";

    private static string OriginOf(HttpContext context, IHostEnvironment environment, SiteOptions site) =>
        environment.IsDevelopment() ? $"{context.Request.Scheme}://{context.Request.Host}" : site.PublicUrl!.GetLeftPart(UriPartial.Authority);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A passkey was not taken")]
        public static partial void NotTaken(ILogger logger, Exception? fault);
    }
}
