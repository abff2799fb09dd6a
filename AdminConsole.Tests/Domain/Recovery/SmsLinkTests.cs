using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Recovery;

/// <summary>What a link proves that came by SMS, and who hears of it.</summary>
public sealed class SmsLinkTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Mobile = "+33639981234";
    private const string Password = "cactus-tambour-vallon-biscuit-lune";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Mobile, ContactState.Confirmed)]
    [InlineData("+33639985678", ContactState.Unconfirmed)]
    public async Task A_link_that_came_by_SMS_confirms_the_number_that_it_came_to(string onRecord, ContactState expected)
    {
        var (someone, secret) = await IssuedAsync(database.Services);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET mobile = '{onRecord}' WHERE id = '{someone.Id}'");

        var result = await database.Get<PasswordChoice>().RedeemAsync(secret, Password, null, Cancel);

        Assert.Equal(ChoiceOutcome.Changed, result.Outcome);
        var now = await database.People.ReadAsync(someone.Id);
        Assert.Equal((expected, ContactState.Unconfirmed), (now.MobileState, now.EmailState));
    }

    [Theory]
    [InlineData("Webhook", 2)]
    [InlineData("None", 1)]
    public async Task Every_contact_on_record_hears_of_it_by_SMS_where_there_is_a_gateway(string provider, int notices)
    {
        await using var services = database.BuildServices(null, ("Sms:Provider", provider));
        var (someone, secret) = await IssuedAsync(services);

        await services.GetRequiredService<PasswordChoice>().RedeemAsync(secret, Password, null, Cancel);

        await using var db = database.Open();
        var told = await db.OutboxMessages.AsNoTracking().Where(m => m.AccountId == someone.Id && m.Kind == MessageKind.PasswordChanged).ToListAsync(Cancel);
        Assert.Equal(notices, told.Count);
        if (told.SingleOrDefault(m => m.Channel is Channel.Sms) is not { } sms) return;
        Assert.Equal(Mobile, sms.Recipient);
        var text = services.GetRequiredService<MessageSealer>().Open(sms.Content!).Text;
        Assert.StartsWith($"ENT d'essai - Le mot de passe de {someone.Login} a été changé le ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
    }

    private static async Task<(Account Account, string Secret)> IssuedAsync(IServiceProvider services)
    {
        var database = services.GetRequiredService<IDbContextFactory<AdminDb>>();
        await using var db = await database.CreateDbContextAsync(Cancel);
        var someone = new Account
        {
            Id = Guid.CreateVersion7(), FamilyName = "Dedpt", GivenName = "Éleve11", Login = $"eleve{Guid.NewGuid():N}", Profile = Profile.Student, Source = AccountSource.Csv,
            Email = "ancienne.adresse@example.org", EmailState = ContactState.Unconfirmed, EmailSource = ContactSource.File,
            Mobile = Mobile, MobileState = ContactState.Unconfirmed, MobileSource = ContactSource.File,
        };
        someone.Rename(someone.FamilyName, someone.GivenName);
        db.Accounts.Add(someone);
        var now = await db.NowAsync(Cancel);
        var issued = await services.GetRequiredService<ResetTokens>().IssueAsync(
            db, new(someone.Id, TokenOrigin.Public, TokenCarrier.Sms, ResetTokens.SmsLife, Mobile), now, Cancel);
        await db.SaveChangesAsync(Cancel);
        return (someone, issued.Secret);
    }
}
