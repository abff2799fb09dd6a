using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>
/// What a page on which a password is chosen asks while somebody types: the check that saving makes, in words. Whose password it is, is said by the link or
/// the entry that the page was opened with, else by the session. Needs the form's token like every POST; what was typed is kept and written nowhere.
/// </summary>
internal static class PasswordVerdicts
{
    /// <summary>128 code points of the longest, escaped, and a form's token.</summary>
    private const int BodyBytes = 16 * 1024;

    /// <param name="Text">The strength in words, or the reasons of a refusal.</param>
    /// <param name="Level">0 for refused, 1 for good, 2 for very good: for drawing only, the text says it.</param>
    internal sealed record Answer(string Text, int Level);

    public static void AddPasswordVerdicts(this IServiceCollection services) => services.AddSingleton<Pace>();

    public static void MapPasswordVerdicts(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Urls.PasswordVerdict, AnswerAsync).WithMetadata(new RequestSizeLimitAttribute(BodyBytes)).AllowAnonymous();

    private static async Task<IResult> AnswerAsync(
        [FromForm] string? password, [FromForm] string? link, HttpContext context, PasswordJudge judge, ProvenEntry entry, Pace pace,
        IStringLocalizer<PasswordTexts> texts, CancellationToken cancel)
    {
        var actor = link is null ? context.User.Actor() : null;
        var entered = link is Urls.Entered ? entry.Read(context) : null;
        if (!pace.Allows(context, actor?.AccountId.ToString() ?? entered?.ToString() ?? link)) return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        context.Response.Headers.CacheControl = "no-store";
        var typed = password ?? "";
        var verdict = (actor, entered) switch
        {
            ({ } person, _) => await judge.JudgeAsync(person, typed, cancel),
            (_, { } tokenId) => await judge.JudgeAsync(ResetKey.Entry(tokenId), typed, cancel),
            _ => await judge.JudgeAsync(ResetKey.Link(link), typed, cancel),
        };
        return verdict is null ? Results.NoContent() : Results.Json(new Answer(PasswordTexts.Say(texts, verdict), (int)verdict.Strength));
    }

    /// <summary>
    /// How often it may be asked: more than anybody types, and little enough to keep a core free. In the memory of each process, because
    /// it keeps no secret from being guessed: there is none to guess here.
    /// </summary>
    private sealed class Pace : IDisposable
    {
        private readonly PartitionedRateLimiter<string> networks = Buckets(burst: 400, aSecond: 40);
        private readonly PartitionedRateLimiter<string> persons = Buckets(burst: 40, aSecond: 3);

        public bool Allows(HttpContext context, string? person)
        {
            using var network = networks.AttemptAcquire(Networks.KeyOf(context.Network()));
            if (!network.IsAcquired) return false;
            using var own = persons.AttemptAcquire(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(person ?? ""))));
            return own.IsAcquired;
        }

        public void Dispose()
        {
            networks.Dispose();
            persons.Dispose();
        }

        private static PartitionedRateLimiter<string> Buckets(int burst, int aSecond) =>
            PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
            {
                TokenLimit = burst,
                TokensPerPeriod = aSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
    }
}
