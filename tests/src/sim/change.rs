//! What changes around the phones: clocks, who may read what, who may sign in, and what is put back from a copy.

use anyhow::{Context, Result};
use server::import::Kind;
use server::store::people;
use shared::id::DeviceId;

use super::RESTORES;
use super::world::{DAY, MINUTE, World};
use crate::company::take;

const REPS: [&str; 3] = ["lin.xd", "zhou.min", "xu.zq"];
const NAMES: [&str; 3] = ["林晓东", "周敏", "许志强"];

impl World {
    pub(super) fn jump(&mut self, at: usize) -> Result<()> {
        let off = match self.dice.below(5) {
            0 => 0,
            1 => self.dice.between(-3, 3) * MINUTE,
            2 => self.dice.between(-40, 40) * DAY,
            3 => self.dice.between(1, 20) * 365 * DAY,
            _ => self.dice.between(-180, 180) * MINUTE,
        };
        self.saw("clock jumped");
        self.say(format_args!("the clock of phone {at} is off by {off}"));
        self.phone(at)?.off = off;
        Ok(())
    }

    /// A customer gets another owner, or other collaborators.
    pub(super) fn hand_over(&mut self) -> Result<()> {
        let number = 1 + self.dice.below(6);
        let owner = REPS[self.dice.below(3)];
        let others: Vec<_> = REPS.iter().filter(|rep| **rep != owner && self.dice.chance(40)).copied().collect();
        let others = if others.is_empty() { ";".to_owned() } else { others.join(";") };
        self.saw("customer handed over");
        self.say(format_args!("K{number} is {owner}'s, with {others}"));
        let text = format!("external_id,name,owner,collaborators\nK{number},客户{number},{owner},{others}\n");
        take(self.host.app()?, Kind::Customers, &text, &[])?;
        Ok(())
    }

    pub(super) fn manager(&mut self) -> Result<()> {
        let who = self.dice.below(3);
        let manager = ["wang.lei", "zhao.gm"][self.dice.below(2)];
        self.saw("manager changed");
        self.say(format_args!("{} is led by {manager}", REPS[who]));
        let text = format!("login,name,superior\n{},{},{manager}\n", REPS[who], NAMES[who]);
        take(self.host.app()?, Kind::People, &text, &["joined=2024-01-01"])?;
        Ok(())
    }

    /// A device is cut off and signed in anew, or somebody may no longer sign in, or may again.
    pub(super) fn cut_off(&mut self, at: usize) -> Result<()> {
        let (login, device) = (self.phone(at)?.login.clone(), self.phone(at)?.device);
        if self.dice.chance(30) {
            self.saw("person disabled or enabled");
            let who = login.clone();
            let disabled = self.host.write(move |tx, company| {
                let Some(mut person) = people::get(tx, company, &who)? else { return Ok(false) };
                person.disabled = !person.disabled;
                people::put(tx, company, &person)?;
                Ok(person.disabled)
            })?;
            self.say(format_args!("{login} is disabled: {disabled}"));
            return Ok(());
        }
        self.saw("device revoked");
        let now = self.host.now();
        self.host.write(move |tx, company| people::revoke(tx, company, device, now))?;
        self.say(format_args!("phone {at} is cut off"));
        if self.dice.chance(60) {
            let new = DeviceId::from_uuid(self.dice.uuid(self.now()));
            self.host.sign_in(&login, new)?;
            if let Some(subject) = self.host.subject(new)? {
                self.saw("signed in as another device");
                self.say(format_args!("phone {at} is {new} now"));
                let phone = self.phone(at)?;
                phone.in_flight = None;
                phone.sign_in(&subject, new)?;
            }
        }
        Ok(())
    }

    pub(super) fn another_phone(&mut self, at: usize) -> Result<()> {
        if self.phones.len() >= 7 {
            return Ok(());
        }
        self.saw("another phone");
        let login = self.phone(at)?.login.to_string();
        self.new_phone(&login)
    }

    pub(super) fn restore(&mut self, at: usize) -> Result<()> {
        if !RESTORES {
            return Ok(());
        }
        match self.dice.below(7) {
            0..2 => {
                self.say(format_args!("a copy of the server is taken"));
                self.backup = Some(self.host.backup()?);
            }
            2..4 => {
                let Some(backup) = self.backup.clone() else { return Ok(()) };
                self.saw("server restored");
                self.say(format_args!("the server is restored"));
                self.host.restore(&backup)?;
                self.restored = true;
            }
            4..6 => {
                let phone = self.phone(at)?;
                phone.earlier = Some((phone.file()?, phone.made.clone()));
            }
            _ => {
                // Whoever has a copy.
                let at = (0..self.phones.len()).map(|by| (at + by) % self.phones.len());
                let Some(at) =
                    at.into_iter().find(|at| self.phones.get(*at).is_some_and(|phone| phone.earlier.is_some()))
                else {
                    return Ok(());
                };
                let Some((file, made)) = self.phone(at)?.earlier.take() else { return Ok(()) };
                self.saw("phone restored");
                self.say(format_args!("phone {at} is restored"));
                let phone = self.phone(at)?;
                phone.put_back(&file)?;
                (phone.made, phone.restored) = (made, true);
                // The file may be of the time before it was signed in as another.
                phone.device = phone.store()?.device()?.context("a device")?;
            }
        }
        Ok(())
    }
}
