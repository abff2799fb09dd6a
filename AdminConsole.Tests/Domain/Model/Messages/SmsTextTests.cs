using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model.Messages;

public sealed class SmsTextTests
{
    private const string Short = "https://aide.exemple.fr/";
    private static readonly string LongHost = $"https://{new string('a', 30)}.{new string('b', 21)}.exemple/";
    private static readonly string LongestLogin = new string('p', 30) + "." + new string('n', 30) + "123";
    private static readonly string Secret = LinkSecret.New();
    private static readonly MessageSealer Sealer = new(new EphemeralDataProtectionProvider());

    // 21:30 in Paris.
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero);

    private static readonly string[] Urls = [Short, LongHost, "https://console.exemple.fr:8443/"];
    private static readonly string[] Sites =
        ["", "ENT", "ENT des collèges", "Espace numérique de travail des collèges de Seine-et-Marne – « l’œuvre » €{}", new string('x', 200)];

    public static IEnumerable<TheoryDataRow<string, string, string, string>> Everything() =>
        from language in new[] { "fr", "en" }
        from url in Urls
        from site in Sites
        from login in new[] { "a.b", "eleve11.dedpt", LongestLogin }
        select new TheoryDataRow<string, string, string, string>(language, url, site, login);

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_text_fits_one_message_with_its_link(string language, string url, string site, string login)
    {
        Assert.Equal(60, new Uri(LongHost).Host.Length);
        var (account, writer) = (Someone(language, login), Writer(url, site));
        OutboxMessage[] all =
        [
            new ResetSms(writer).Write(account, Issued(account), "+33639981234"),
            new NoticeSms(writer).PasswordChanged(account, "+33639981234", Now),
            new NoticeSms(writer).NumberReplaced(account, "+33639981234", null, Now),
        ];
        foreach (var message in all) Assert.InRange(Gsm7.Septets(Text(message)) ?? 1_000, 1, 160);
        Assert.Contains($"\n{url}r/{Secret}", Text(all[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_link_comes_with_what_it_is_for_and_until_when()
    {
        var account = Someone("fr", "eleve11.dedpt");
        var message = new ResetSms(Writer(Short, "ENT des collèges")).Write(account, Issued(account), "+33639981234");

        Assert.Equal($"ENT des collèges - Mot de passe de eleve11.dedpt à choisir avant 21h30 :\nhttps://aide.exemple.fr/r/{Secret}", Text(message));
        Assert.Equal((Channel.Sms, MessageKind.Reset, MessagePriority.Recovery, "+33639981234"), (message.Channel, message.Kind, message.Priority, message.Recipient));
        Assert.Equal(Now.AddMinutes(30), message.ExpiresAt);
    }

    [Fact]
    public void What_does_not_fit_is_cut_or_left_out_the_least_useful_first()
    {
        Assert.Equal("ENT - de", SmsSheet.Write("ENT", ["de"]));
        Assert.Equal("ENT - de\nplus", SmsSheet.Write("ENT", ["de"], "plus"));
        Assert.Equal("ENT des collèges - " + new string('x', 130), SmsSheet.Write("ENT des collèges de la Marne", [new string('x', 130)]));
        Assert.Equal("ENT - " + new string('x', 150), SmsSheet.Write("ENT des collèges", [new string('x', 150)], "plus"));
        Assert.Equal(new string('x', 158), SmsSheet.Write("ENT", [new string('y', 161), new string('x', 158)], "plus"));
    }

    [Fact]
    public void Notices_say_what_happened_and_hold_no_link()
    {
        var notices = new NoticeSms(Writer(Short, "ENT"));
        Assert.Equal("ENT - Le mot de passe de eleve11.dedpt a été changé le 22/11 à 21h00. Ce n'était pas vous ? Prévenez votre établissement.",
            Text(notices.PasswordChanged(Someone("fr", "eleve11.dedpt"), "+33639981234", Now)));
        Assert.Equal("ENT - Since 22 Nov 21:00 this number is no longer that of the account eleve11.dedpt. Was this not you? Tell your school.",
            Text(notices.NumberReplaced(Someone("en", "eleve11.dedpt"), "+33639981234", null, Now)));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(66, true)]
    [InlineData(90, false)]
    public void A_start_is_refused_when_no_SMS_could_hold_the_link(int hostLength, bool fits) =>
        Assert.Equal(fits, ResetSms.FitsWith(new Uri($"https://{new string('a', 40)}.{new string('b', hostLength - 44)}.fr/")));

    [Fact]
    public void A_host_with_accents_is_written_as_servers_know_it() =>
        Assert.Equal($"https://xn--collge-6ua.example/r/{Secret}", MessageWriter.ShortLink(new Uri("https://collège.example/"), Secret));

    private static string Text(OutboxMessage message) => Sealer.Open(message.Content!).Text;

    private static MessageWriter Writer(string url, string site) => new(Sealer, Options.Create(new SiteOptions { Name = site, PublicUrl = new Uri(url) }));

    private static Account Someone(string language, string login) => new()
    {
        Id = Guid.NewGuid(), FamilyName = "Dedpt", GivenName = "Éleve11", Login = login, Language = language,
    };

    private static IssuedToken Issued(Account account) =>
        new(new ResetToken { Id = Guid.NewGuid(), AccountId = account.Id, IssuedAt = Now, ExpiresAt = Now.AddMinutes(30) }, Secret, null);
}
