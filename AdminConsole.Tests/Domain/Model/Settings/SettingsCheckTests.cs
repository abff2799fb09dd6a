using AdminConsole.Architecture;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.Configuration;

namespace AdminConsole.Domain.Model.Settings;

public sealed class SettingsCheckTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["ConnectionStrings:AdminConsole"] = "Host=db;Database=console;Username=console_app;Password=x",
        ["Site:Name"] = "ENT",
        ["Site:PublicUrl"] = "https://ent.example.org/",
        ["Site:Hosts:0"] = "ent.example.org",
        ["Mail:Host"] = "smtp.example.org",
        ["Mail:From"] = "ne-pas-repondre@ent.example.org",
    };

    private static readonly Dictionary<string, string?> Webhook = new(Good)
    {
        ["Sms:Provider"] = "Webhook",
        ["Sms:Webhook:Url"] = "https://sms.example.org/send?tenant=1",
        ["Sms:Webhook:Secret"] = new string('s', 32),
    };

    private static readonly Dictionary<string, string?> OvhCloud = new(Good)
    {
        ["Sms:Provider"] = "OvhCloud",
        ["Sms:OvhCloud:ApplicationKey"] = "key",
        ["Sms:OvhCloud:ApplicationSecret"] = "secret",
        ["Sms:OvhCloud:ConsumerKey"] = "consumer",
        ["Sms:OvhCloud:ServiceName"] = "sms-ab12345-1",
        ["Sms:OvhCloud:Sender"] = "ENT77",
    };

    [Fact]
    public void The_least_that_Production_needs_is_enough() => Assert.Empty(Find(Good, development: false));

    [Fact]
    public void Development_needs_nothing() => Assert.Empty(Find([], development: true));

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() => Assert.Equal(
        ["ConnectionStrings:AdminConsole", "Mail:From", "Mail:Host", "Site:Hosts", "Site:Name", "Site:PublicUrl"],
        Find([], development: false));

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var wrong = new Dictionary<string, string?>(Good)
        {
            ["ConnectionStrings:AdminConsole"] = "Host=db",
            ["ConnectionStrings:AdminConsoleOwner"] = "not a connection",
            ["Mail:Port"] = "0",
            ["Mail:User"] = "somebody",
            ["Passwords:MinimumLength"] = "7",
            ["Passwords:ByProfile:Student"] = "six",
            ["Passwords:ByProfile:Pupil"] = "12",
            ["Sessions:IdleMinutes"] = "0",
            ["Sessions:AbsoluteHours"] = "1000",
        };
        Assert.Equal(
            [
                "ConnectionStrings:AdminConsole", "ConnectionStrings:AdminConsoleOwner", "Mail:Password", "Mail:Port",
                "Passwords:ByProfile:Pupil", "Passwords:ByProfile:Student", "Sessions:AbsoluteHours", "Sessions:IdleMinutes",
            ],
            Find(wrong, development: false));
    }

    [Theory]
    [InlineData("Site:PublicUrl", "ent.example.org")]
    [InlineData("Site:PublicUrl", "http://ent.example.org/")]
    [InlineData("Site:PublicUrl", "https://ent.example.org/?a=b")]
    [InlineData("Site:PublicUrl", "https://ent.example.org/aide")]
    [InlineData("Site:PublicUrl", "ftp://ent.example.org/")]
    [InlineData("Site:HomeUrl", "javascript:alert(1)")]
    [InlineData("Site:Hosts:1", "https://ent.example.org")]
    [InlineData("Site:Hosts:1", "ent.example.org:443")]
    [InlineData("Site:Hosts:1", "*")]
    [InlineData("Site:Proxies:0", "proxy.example.org")]
    [InlineData("Site:Proxies:0", "10.0.0.0/33")]
    [InlineData("Site:Proxies:0", "0.0.0.0/0")]
    [InlineData("Site:Proxies:0", "::/0")]
    [InlineData("Site:Name", "")]
    [InlineData("Mail:From", "ENT <ne-pas-repondre@ent.example.org>")]
    [InlineData("Mail:From", "a@example.org, b@example.org")]
    [InlineData("Mail:Port", "smtp")]
    [InlineData("Mail:Security", "Tls")]
    [InlineData("Mail:Security", "1")]
    [InlineData("Mail:Hots", "smtp.example.org")]
    [InlineData("Sessions:IdleMinutes", "30.5")]
    [InlineData("Recovery:SecondApproval", "Always")]
    [InlineData("Sms:Provider", "Twilio")]
    [InlineData("Sms:Countries", "FR")]
    [InlineData("Sms:Countries:0", "fr")]
    [InlineData("Sms:Countries:0", "XX")]
    [InlineData("Sms:DailyBudget", "0")]
    [InlineData("Sms:DailyBudget", "many")]
    [InlineData("Sms:Budget", "10")]
    [InlineData("Sms:OvhCloud:AplicationKey", "x")]
    [InlineData("Sms:Webhook:Secrets", "x")]
    [InlineData("Sms:OvhCloud:Endpoint", "eu.api.ovh.com")]
    [InlineData("Passwords:OperatorMinimumLength", "65")]
    public void A_wrong_value_is_named_by_its_own_key(string key, string value) =>
        Assert.Equal([key], Find(new(Good) { [key] = value }, development: false));

    [Fact]
    public void The_public_address_must_be_among_the_hosts() =>
        Assert.Equal(["Site:Hosts"], Find(new(Good) { ["Site:Hosts:0"] = "autre.example.org" }, development: false));

    [Theory]
    [InlineData("Site:Hosts:1", "aide.example.org")]
    [InlineData("Site:Proxies:0", "10.0.0.0/24")]
    [InlineData("Site:Proxies:0", "2001:db8::1")]
    [InlineData("Mail:Security", "none")]
    [InlineData("Passwords:ByProfile:Student", "8")]
    [InlineData("Site:HomeUrl", "")]
    public void A_good_value_is_taken(string key, string value) => Assert.Empty(Find(new(Good) { [key] = value }, development: false));

    [Fact]
    public void A_provider_needs_its_own_section_and_that_alone()
    {
        Assert.Equal(
            ["Sms:OvhCloud:ApplicationKey", "Sms:OvhCloud:ApplicationSecret", "Sms:OvhCloud:ConsumerKey", "Sms:OvhCloud:ServiceName"],
            Find(new(Good) { ["Sms:Provider"] = "OvhCloud" }, development: false));
        Assert.Equal(["Sms:Webhook:Secret", "Sms:Webhook:Url"], Find(new(Good) { ["Sms:Provider"] = "webhook" }, development: false));
    }

    [Theory]
    [InlineData("Sms:Webhook:Url", "http://sms.example.org/")]
    [InlineData("Sms:Webhook:Url", "https://user:word@sms.example.org/")]
    [InlineData("Sms:Webhook:Secret", "short")]
    public void A_wrong_webhook_is_named(string key, string value) => Assert.Equal([key], Find(new(Webhook) { [key] = value }, development: false));

    [Theory]
    [InlineData("Sms:OvhCloud:Endpoint", "http://eu.api.ovh.com/")]
    [InlineData("Sms:OvhCloud:Endpoint", "https://eu.api.ovh.com/1.0/")]
    [InlineData("Sms:OvhCloud:ApplicationSecret", "a b")]
    [InlineData("Sms:OvhCloud:ServiceName", "sms/../me")]
    [InlineData("Sms:OvhCloud:Sender", "ENT des collèges")]
    [InlineData("Sms:OvhCloud:Sender", "+33")]
    public void A_wrong_OVHcloud_setting_is_named(string key, string value) => Assert.Equal([key], Find(new(OvhCloud) { [key] = value }, development: false));

    [Fact]
    public void A_public_address_that_no_SMS_has_room_for_is_named()
    {
        var host = $"{new string('a', 60)}.{new string('b', 30)}.fr";
        var wide = new Dictionary<string, string?>(Webhook) { ["Site:PublicUrl"] = $"https://{host}/", ["Site:Hosts:0"] = host };
        Assert.Equal(["Site:PublicUrl"], Find(wide, development: false));
        Assert.Empty(Find(new(wide) { ["Sms:Provider"] = "None" }, development: false));
    }

    [Fact]
    public void A_whole_gateway_is_taken()
    {
        Assert.Empty(Find(Webhook, development: false));
        Assert.Empty(Find(OvhCloud, development: false));
        Assert.Empty(Find(new(Webhook) { ["Sms:Webhook:Url"] = "http://localhost:9000/" }, development: true));
    }

    [Theory]
    [InlineData("Support,CentralAdmin", null)]
    [InlineData("None", null)]
    [InlineData("Supprt", "SecondFactor:RequiredFor:0")]
    [InlineData("None,Support", "SecondFactor:RequiredFor")]
    public void Functions_that_need_a_second_factor_are_named(string list, string? fault)
    {
        var settings = list.Split(',').Index().ToDictionary(f => $"SecondFactor:RequiredFor:{f.Index}", f => (string?)f.Item);
        // As an environment or a host has it: a list whose own value is empty.
        settings["SecondFactor:RequiredFor"] = "";
        Assert.Equal(fault, Find(settings, development: true).SingleOrDefault());
    }

    [Fact]
    public void No_explanation_repeats_a_value()
    {
        var faults = new SettingsCheck(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:AdminConsole"] = "Password=geheim" }).Build(), false).Find();
        Assert.DoesNotContain(faults, f => f.Expected.Contains("geheim", StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_is_good_and_knows_every_key()
    {
        var example = new ConfigurationBuilder().AddJsonFile(Path.Combine(SourceTree.Root, "appsettings.Example.json")).Build();
        Assert.Empty(new SettingsCheck(example, development: false).Find());
        (string, Type)[] sections =
        [
            (SiteOptions.Section, typeof(SiteOptions)), (MailOptions.Section, typeof(MailOptions)), (SessionOptions.Section, typeof(SessionOptions)),
            (SmsOptions.Section, typeof(SmsOptions)), ("Sms:OvhCloud", typeof(OvhCloudOptions)), ("Sms:Webhook", typeof(WebhookOptions)),
            (PasswordOptions.Section, typeof(PasswordOptions)), (TermsOptions.Section, typeof(TermsOptions)), (ImportOptions.Section, typeof(ImportOptions)),
        ];
        foreach (var (section, options) in sections)
            Assert.Equal(options.GetProperties().Select(p => p.Name).Order(), example.GetSection(section).GetChildren().Select(c => c.Key).Order());
    }

    private static IEnumerable<string> Find(Dictionary<string, string?> settings, bool development) =>
        new SettingsCheck(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), development).Find().Select(f => f.Key);
}
