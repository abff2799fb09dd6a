using System.Diagnostics.CodeAnalysis;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Making;

/// <summary>Where every function needs a second factor, as everywhere outside Development.</summary>
public sealed class FactorDatabase(TestCluster cluster) : TestDatabase(cluster)
{
    protected override (string Key, string Value)[] Settings =>
        [("SecondFactor:RequiredFor:0", "Support"), ("SecondFactor:RequiredFor:1", "LocalAdmin"), ("SecondFactor:RequiredFor:2", "CentralAdmin")];
}

/// <summary>An application that shows codes, held by a test.</summary>
public sealed class CodeApplication(TestDatabase database, byte[] secret)
{
    /// <summary>From what the page shows to be typed by hand.</summary>
    public static CodeApplication Of(TestDatabase database, string shown)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(shown.Where(char.IsLetterOrDigit).Select(sign => Convert.ToString(alphabet.IndexOf(sign, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return new(database, [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))]);
    }

    /// <summary>The code so many steps of thirty seconds from now, by the database's clock.</summary>
    public async Task<string> CodeAsync(int steps = 0)
    {
        await using var db = database.Open();
        return TotpSecrets.CodeAt(secret, TotpSecrets.StepAt(await db.NowAsync(TestContext.Current.CancellationToken)) + steps);
    }

    /// <summary>A code that is none of those that are right about now.</summary>
    public async Task<string> WrongCodeAsync()
    {
        var right = new[] { await CodeAsync(-2), await CodeAsync(-1), await CodeAsync(), await CodeAsync(1), await CodeAsync(2) };
        return Enumerable.Range(0, 10).Select(n => $"{n}00000").First(code => !right.Contains(code));
    }

    /// <summary>Sets one up for an operator, as he does; with his codes on paper and the session that goes on.</summary>
    public static async Task<(CodeApplication Application, IReadOnlyList<string> Codes, Actor Actor)> SetUpAsync(TestDatabase database, Actor actor)
    {
        var enrolment = database.Services.GetRequiredService<FactorEnrolment>();
        var offer = enrolment.Offer(actor, "essai");
        var application = Of(database, offer.Secret);
        var answer = await enrolment.AddApplicationAsync(actor, offer.Offer, await application.CodeAsync(-1), TestContext.Current.CancellationToken);
        Assert.Equal(EnrolOutcome.Done, answer.Outcome);
        return (application, answer.Codes!, actor with { SessionId = answer.Session!.Id });
    }
}

/// <summary>The application where every function needs a second factor, by the name of this machine: passkeys are for names, not for numbers.</summary>
public sealed class FactorApp(TestCluster cluster) : ConsoleApp(cluster)
{
    public Uri Site => new UriBuilder(Address) { Host = "localhost" }.Uri;

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var (index, function) in Enum.GetNames<Function>().Index()) builder.UseSetting($"SecondFactor:RequiredFor:{index}", function);
    }
}
