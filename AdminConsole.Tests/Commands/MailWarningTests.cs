using AdminConsole.Domain.Model.Settings;

namespace AdminConsole.Commands;

public sealed class MailWarningTests
{
    [Theory]
    [InlineData("smtp.example.org", MailSecurity.None, "console", true)]
    [InlineData("smtp.example.org", MailSecurity.StartTls, "console", false)]
    [InlineData("smtp.example.org", MailSecurity.None, null, false)]
    [InlineData("127.0.0.1", MailSecurity.None, "console", false)]
    [InlineData("localhost", MailSecurity.None, "console", false)]
    public void A_password_that_would_cross_the_network_unencrypted_is_warned_of(string host, MailSecurity security, string? user, bool warned) =>
        Assert.Equal(warned, CommandLine.SaysPasswordInTheClear(new MailOptions { Host = host, Security = security, User = user }));
}
