using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>Rules 10 and 12 of recovery.</summary>
public sealed class PasswordHashTests
{
    private const string Password = "girafe-crayon-été-merci";
    private readonly PasswordHash cheap = new(Rounds(1_000));
    private readonly PasswordHash dear = new(Rounds(2_000));

    [Fact]
    public void What_was_hashed_is_right_and_anything_else_is_wrong()
    {
        var stored = cheap.Hash(Password);
        Assert.Equal(HashAnswer.Right, cheap.Verify(stored, Password));
        Assert.Equal(HashAnswer.Wrong, cheap.Verify(stored, Password + " "));
        Assert.Equal(HashAnswer.Wrong, cheap.Verify(stored, Password.ToUpperInvariant()));
        Assert.Equal(HashAnswer.Wrong, cheap.Verify(stored, ""));
        Assert.NotEqual(stored, cheap.Hash(Password));
    }

    [Fact]
    public void Both_spellings_of_an_accent_open_the_account()
    {
        var composed = Password.Normalize(NormalizationForm.FormC);
        var decomposed = Password.Normalize(NormalizationForm.FormD);
        Assert.NotEqual(composed, decomposed);
        Assert.Equal(HashAnswer.Right, cheap.Verify(cheap.Hash(composed), decomposed));
        Assert.Equal(HashAnswer.Right, cheap.Verify(cheap.Hash(decomposed), composed));
    }

    [Fact]
    public void A_cheaper_hash_is_right_and_asks_to_be_replaced()
    {
        Assert.Equal(HashAnswer.RightButOutdated, dear.Verify(cheap.Hash(Password), Password));
        Assert.Equal(HashAnswer.Right, dear.Verify(dear.Hash(Password), Password));
        Assert.Equal(HashAnswer.Wrong, dear.Verify(cheap.Hash(Password), "x"));
    }

    [Fact]
    public void The_ordinary_cost_is_that_of_Identity()
    {
        Assert.Equal(HashAnswer.Right, new PasswordHash().Verify(new PasswordHasher<object>().HashPassword(new object(), Password), Password));
        Assert.Equal(HashAnswer.RightButOutdated, new PasswordHash().Verify(cheap.Hash(Password), Password));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Password)]
    [InlineData("half \ud83d a character")]
    public void Without_a_stored_hash_every_text_is_wrong(string typed) => Assert.Equal(HashAnswer.Wrong, cheap.Verify(null, typed));

    [Fact]
    public void Unknown_unreadable_and_endless_cost_one_slow_hash_too()
    {
        // Counted in processor time of this thread, far apart enough from « no hash at all » to hold on a loaded machine.
        var slow = new PasswordHash(Rounds(400_000));
        var stored = slow.Hash(Password);
        var known = Time(() => slow.Verify(stored, "wrong"));
        foreach (var (hash, typed) in new[] { (null, "wrong"), (null, ""), (stored, "half \ud83d a character"), (stored, new string('x', 1_000_000)) })
        {
            Assert.InRange(Time(() => slow.Verify(hash, typed)) / known, 0.2, 5);
        }
    }

    [Fact]
    public void What_no_rule_would_take_is_not_hashed()
    {
        Assert.Throws<ArgumentException>(() => cheap.Hash("half \ud83d a character"));
        Assert.Throws<ArgumentException>(() => cheap.Hash(new string('x', 1_000_000)));
    }

    private static double Time(Func<HashAnswer> verify)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            verify();
            var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            if (elapsed < best) best = elapsed;
        }
        return best.TotalMilliseconds;
    }

    private static IOptions<PasswordHasherOptions> Rounds(int rounds) => Options.Create(new PasswordHasherOptions { IterationCount = rounds });
}
